/** The words that a list is searched by. */
export const wordsAsked = (text = ''): string[] => text.split(/\s+/).filter((word) => word !== '');
