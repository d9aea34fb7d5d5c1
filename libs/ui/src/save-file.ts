/** Hands somebody a file that was made here. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Not at once: the browser may not have begun to read it.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}

/** A name of a file from words: `Barrel 2 temperature` is `barrel-2-temperature`. */
export const fileName = (words: string): string =>
  words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '') || 'chart';
