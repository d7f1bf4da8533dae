// Yjs with y-indexeddb: a fresh device fetches a document's state, applies it, keeps it, counts it.
import * as Y from 'yjs';
import { IndexeddbPersistence } from 'y-indexeddb';

document.querySelector('button').onclick = async () => {
  const doc = new Y.Doc();
  const kept = new IndexeddbPersistence('peer', doc);
  const [update] = await Promise.all([
    fetch('/update').then((response) => response.arrayBuffer()),
    kept.whenSynced,
  ]);
  Y.applyUpdate(doc, new Uint8Array(update));
  // The library puts the update down and does not say when; transactions on one store end in order.
  const transaction = kept.db.transaction(['updates'], 'readwrite', { durability: 'strict' });
  transaction.objectStore('updates').count();
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  document.getElementById('said').textContent = `done: ${doc.getMap('cells').size}`;
};
