// A field in an open shadow root whose words are kept in IndexedDB: what the helpers are tried on.
const shadow = document.querySelector('#host').attachShadow({ mode: 'open' });
const label = document.createElement('label');
label.textContent = 'Words';
label.append(document.createElement('textarea'));
shadow.append(label);
const field = shadow.querySelector('textarea');
const kept = document.querySelector('#kept');
const channel = new BroadcastChannel('plain');

globalThis.events = [];
for (const type of ['click', 'pointerup', 'touchstart', 'keydown']) {
  document.addEventListener(type, (event) => events.push(`${type} ${event.pointerType ?? ''} ${event.isTrusted}`), true);
}

const opened = new Promise((done, failed) => {
  const request = indexedDB.open('plain', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('words');
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

async function show() {
  const request = (await opened).transaction('words').objectStore('words').get('one');
  request.onsuccess = () => { kept.value = request.result ?? ''; };
}

document.querySelector('#far').addEventListener('click', async () => {
  const transaction = (await opened).transaction('words', 'readwrite');
  transaction.objectStore('words').put(field.value, 'one');
  transaction.oncomplete = () => { show(); channel.postMessage('changed'); };
});
channel.onmessage = show;
show();

document.querySelector('#save').href = URL.createObjectURL(new Blob(['# The lamp\n'], { type: 'text/markdown' }));
document.querySelector('#file').addEventListener('change', async ({ target }) => {
  document.querySelector('#name').value = `${target.files[0].name}: ${(await target.files[0].text()).length}`;
});
