/** What is used of Web Share: some browsers have none of it. */
type Sharing = Partial<Pick<Navigator, 'canShare' | 'share'>>;

/** Browsers share text, pictures and PDF only (W3C Web Share): what is JSON goes as text, which it is. */
export function shareable(file: File, browser: Sharing): File | null {
  const asText = new File([file], file.name.replace(/\.json$/, '.txt'), { type: 'text/plain' });
  return [file, asText].find((each) => browser.canShare?.({ files: [each] })) ?? null;
}

/**
 * Gives a file to another app or phone where the browser can, else to the phone's downloads.
 * @returns false where somebody thought better of it
 */
export async function handOver(file: File): Promise<boolean> {
  const shared = shareable(file, navigator);
  if (shared) {
    try {
      await navigator.share({ files: [shared], title: shared.name });
      return true;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return false;
    }
  }
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return true;
}

/** Gives a text to a messenger or to another app where the browser can, else to the phone's downloads. */
export async function handOverText(text: string, name: string, browser: Sharing = navigator): Promise<void> {
  if (!browser.canShare?.({ text })) {
    await handOver(new File([text], `${name}.txt`, { type: 'text/plain' }));
    return;
  }
  // Whoever closes the sheet has not failed at anything.
  await browser.share?.({ text }).catch(() => undefined);
}
