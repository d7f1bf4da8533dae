// Waits for both versions of the note and for both of the other fields, and keeps when that was.
const { bench } = window;
bench.left = performance.now();
const assignee = () =>
  [...document.querySelectorAll('.item-fields label')]
    .find((label) => label.querySelector('.field-label')?.textContent === 'Phụ trách')
    ?.querySelector('input')?.value;
const state = () =>
  document.querySelector('article.item .state-button[aria-pressed=true]')?.textContent.trim();
bench.conflict = bench.when(() => document.querySelectorAll('.conflict-version').length === 2);
bench.fields = bench.seen(() => assignee() === 'ASSIGNEE' && state() === 'STATE');
