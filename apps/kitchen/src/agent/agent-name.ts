/** What a birth certificate names as its agent. */
export const AGENT = 'bakeloop-kitchen/0.1.0';
