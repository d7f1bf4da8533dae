// From the click on "sign in" to the chip that says that all is here; then to the history that follows.
const { bench } = window;
performance.setResourceTimingBufferSize(10000);
const synced = bench.when(bench.isSynced);
const clicked = performance.now();
document.querySelector('.sign-in-form button[type=submit]').click();
const at = await synced;
const whole = await bench.whole;
const session = performance
  .getEntriesByType('resource')
  .find((e) => e.name.endsWith('/api/v1/session') && e.startTime >= clicked).responseEnd;
const asked = performance
  .getEntriesByType('resource')
  .filter((e) => e.name.endsWith('/api/v1/sync') && e.startTime >= session && e.responseEnd <= at);
return {
  before: asked[0].startTime - session,
  after: at - asked.at(-1).responseEnd,
  click: at - clicked,
  session: at - session,
  whole: whole - session,
  wire: bench.wire(clicked, at),
  all: bench.wire(clicked, whole),
};
