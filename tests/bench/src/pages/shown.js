// Runs before anything else of a page: notes when the first row of the list is painted and the page would react to a
// finger, in milliseconds from the beginning of the navigation.
window.shown = new Promise((resolve) => {
  const look = () => {
    if (!document.querySelector('.rows .row')) return;
    observer.disconnect();
    // After the frame that paints it, and after whatever the page queued before this.
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.now());
      channel.port2.postMessage(null);
    });
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
});
