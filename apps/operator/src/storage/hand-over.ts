/** Gives a file to another app or phone where the browser can, else to the phone's downloads. */
export async function handOver(file: File): Promise<void> {
  const navigatorThatMay = navigator as Navigator & { canShare?: (data: ShareData) => boolean };
  if (navigatorThatMay.canShare?.({ files: [file] })) {
    try {
      return await navigator.share({ files: [file], title: file.name });
    } catch (error) {
      // Somebody thought better of it.
      if (error instanceof DOMException && error.name === 'AbortError') return;
    }
  }
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
