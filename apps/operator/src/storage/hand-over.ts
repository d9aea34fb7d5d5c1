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
export function handOver(file: File, browser: Sharing = navigator): Promise<boolean> {
  const shared = shareable(file, browser);
  return give(shared && { files: [shared], title: shared.name }, file, browser);
}

/** As `handOver`: a text, which messengers take too. @param name of the file where it goes as one */
export function handOverText(text: string, name: string, browser: Sharing = navigator): Promise<boolean> {
  const file = new File([text], `${name}.txt`, { type: 'text/plain' });
  return browser.canShare?.({ text }) ? give({ text }, file, browser) : handOver(file, browser);
}

/** @param what to share; null: the browser shares none of it */
async function give(what: ShareData | null, file: File, browser: Sharing): Promise<boolean> {
  if (what) {
    try {
      await browser.share?.(what);
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
