// Ticks a product TIMES times and gives, for each, when the page says so and when that is painted. Both pages say so
// after the tick is durable.
const box = document.querySelector('.product input');
const card = box.closest('.product');
const ticks = [];
for (let turn = 0; turn < TIMES; turn += 1) {
  const was = card.classList.contains('product-ready');
  const at = performance.now();
  const said = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (card.classList.contains('product-ready') === was) return;
      observer.disconnect();
      resolve(performance.now() - at);
    });
    observer.observe(card, { attributes: true });
  });
  box.click();
  const durable = await said;
  const painted = await new Promise((resolve) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.now() - at);
      channel.port2.postMessage(null);
    }),
  );
  ticks.push({ durable, painted });
}
return ticks;
