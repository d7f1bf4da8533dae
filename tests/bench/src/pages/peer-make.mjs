// Makes the document that a Yjs server would hold: each cell a map entry, written once, by four devices in turn.
import { readFileSync, writeFileSync } from 'node:fs';
import * as Y from 'yjs';

const [, , cells, update] = process.argv;
const docs = [1, 2, 3, 4].map((clientID) => Object.assign(new Y.Doc(), { clientID }));
JSON.parse(readFileSync(cells, 'utf8')).forEach(({ entity, field, heads }, at) => {
  const [{ value, at: time, author }] = heads;
  docs[at % docs.length].getMap('cells').set(`${entity}/${field}`, { value, at: time, author });
});
writeFileSync(update, Y.mergeUpdates(docs.map((doc) => Y.encodeStateAsUpdate(doc))));
