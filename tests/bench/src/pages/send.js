// The server is back: from the first request that it answers to the last verdict.
const { bench } = window;
const synced = bench.when(bench.isSynced);
window.dispatchEvent(new Event('online'));
const at = await synced;
const begun = bench.firstAnswered(bench.left);
return { took: at - begun, wire: bench.wire(begun, at) };
