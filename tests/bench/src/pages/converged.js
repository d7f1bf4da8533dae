// In milliseconds since 1970, to be compared with another browser's.
const { bench } = window;
const [conflict, fields] = [await bench.conflict, await bench.fields];
const online = bench.firstAnswered(bench.left);
const wall = (at) => performance.timeOrigin + at;
return { online: wall(online), conflict: wall(conflict), fields: wall(fields) };
