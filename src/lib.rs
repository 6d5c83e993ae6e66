//! Postil: highlights and margin notes for any article, kept in the reader's own browser.
