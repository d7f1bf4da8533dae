// Runs inside the app before anything is measured: notes every request, and when the app says what it says. All
// times are of this page's clock, so no round trip of the driver is in them.
if (!window.bench) {
  const bench = (window.bench = { requests: [] });
  const bytes = (text) => new TextEncoder().encode(text).length;

  const fetch = window.fetch;
  window.fetch = async (path, options) => {
    const request = { path: String(path), up: bytes(options?.body ?? ''), begun: performance.now() };
    bench.requests.push(request);
    const response = await fetch(path, options);
    request.status = response.status;
    return response;
  };

  // The app listens for pokes once it has everything, the history too.
  const EventSource = window.EventSource;
  bench.whole = new Promise((resolve) => {
    window.EventSource = new Proxy(EventSource, {
      construct: (target, parameters) => (resolve(performance.now()), new target(...parameters)),
    });
  });

  // The moment at which a condition holds; looked at when the page has changed.
  bench.when = (holds) =>
    new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        observer.disconnect();
        resolve(performance.now());
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      look();
    });
  // The same for what a field holds, which is no change of the page: looked at with every picture.
  bench.seen = (holds) =>
    new Promise((resolve) => {
      const look = () => (holds() ? resolve(performance.now()) : requestAnimationFrame(look));
      look();
    });
  bench.chip = () => document.querySelector('.sync-chip')?.textContent.trim() ?? '';
  bench.isSynced = () => bench.chip().startsWith('Đã đồng bộ ');

  // What went over the wire by sync requests that were sent and answered between two moments.
  bench.wire = (from, to) => {
    const answers = performance
      .getEntriesByType('resource')
      .filter((e) => e.name.endsWith('/api/v1/sync') && e.startTime >= from && e.responseEnd <= to && e.transferSize > 0);
    const sent = bench.requests.filter((r) => r.path === '/api/v1/sync' && r.status === 200 && r.begun >= from && r.begun <= to);
    const sum = (list, of) => list.reduce((all, one) => all + of(one), 0);
    // What the device did between an answer and its next question.
    const between = answers.slice(1).map((e, i) => Math.round(e.startTime - answers[i].responseEnd));
    return {
      between,
      requests: answers.length,
      down: sum(answers, (e) => e.transferSize),
      plain: sum(answers, (e) => e.decodedBodySize),
      waiting: sum(answers, (e) => e.responseEnd - e.startTime),
      up: sum(sent, (r) => r.up),
    };
  };
  bench.firstAnswered = (from) =>
    bench.requests.find((r) => r.path === '/api/v1/sync' && r.status === 200 && r.begun >= from)?.begun;
}
