//! Files in and out: the W3C Web Annotation JSON.
