/** Colours of the theme as they are now, for what CSS cannot reach: a canvas. */
export function themeColours(element: Element) {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    /** Dark to light, told apart without colour too: one hue apart for the same idea, another for what comes in. */
    series: [
      colour('--theme--primary'),
      colour('--theme--success'),
      colour('--theme--warning'),
      colour('--theme--foreground-subdued'),
    ] as const,
    ink: colour('--theme--foreground'),
    grid: colour('--theme--border-color-subdued'),
    paper: colour('--theme--background'),
    font: style.fontFamily,
  };
}

/** Calls back when the theme changes: Directus swaps a class of the body or rewrites its style sheet. */
export function onThemeChange(callback: () => void): () => void {
  const observer = new MutationObserver(callback);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  const sheet = document.getElementById('theme');
  if (sheet) observer.observe(sheet, { childList: true, characterData: true, subtree: true });
  return () => observer.disconnect();
}
