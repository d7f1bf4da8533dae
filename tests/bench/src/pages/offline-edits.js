// Ticks states, four to an item, until there are COUNT changes; each waits for the one before to be shown, which
// is after it is durable.
const { bench } = window;
const rows = [...document.querySelectorAll('a.row')].map((row) => row.getAttribute('href'));
const began = performance.now();
let made = 0;
for (const address of rows) {
  document.querySelector(`a.row[href='${address}']`).click();
  const buttons = () => [...document.querySelectorAll('article.item .state-button')];
  await bench.when(() => location.pathname === address && buttons().length === 4);
  // A task that this unit may not record for has nothing to press.
  if (buttons().some((button) => button.disabled)) continue;
  for (let turn = 0; turn < 4 && made < COUNT; turn += 1, made += 1) {
    const pressed = buttons().findIndex((button) => button.ariaPressed === 'true');
    const next = (pressed + 1) % 4;
    buttons()[next].click();
    await bench.when(() => buttons()[next]?.ariaPressed === 'true');
  }
  if (made >= COUNT) break;
}
bench.left = performance.now();
return { made, each: (bench.left - began) / made, chip: bench.chip() };
