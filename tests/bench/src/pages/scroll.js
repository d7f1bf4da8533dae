// Scrolls through the list, a screenful every frame or so, and gives the gaps between frames.
const gaps = [];
await new Promise((resolve) => {
  let last = performance.now();
  let frames = 0;
  const step = (now) => {
    gaps.push(now - last);
    last = now;
    window.scrollBy({ top: 480, behavior: 'instant' });
    frames += 1;
    if (frames < 120) requestAnimationFrame(step);
    else resolve();
  };
  requestAnimationFrame(step);
});
window.scrollTo(0, 0);
// The first gap is the time before the first frame.
return gaps.slice(1);
