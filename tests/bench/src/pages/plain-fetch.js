// From the click to "done" on a page of the benchmark's own.
const said = document.getElementById('said');
const done = new Promise((resolve) => {
  const observer = new MutationObserver(() => {
    if (said.textContent.startsWith('done')) resolve(performance.now());
  });
  observer.observe(said, { childList: true, characterData: true, subtree: true });
});
const clicked = performance.now();
document.querySelector('button').click();
const at = await done;
const entry = performance.getEntriesByType('resource').find((e) => e.startTime >= clicked);
return {
  took: at - clicked,
  down: entry.transferSize,
  plain: entry.decodedBodySize,
  count: Number(said.textContent.split(' ')[1]),
};
