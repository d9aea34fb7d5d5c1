import { afterEach, expect, it } from '@jest/globals';
import { say } from './voice.js';

afterEach(() => {
  for (const name of ['speechSynthesis', 'SpeechSynthesisUtterance'])
    Reflect.deleteProperty(globalThis, name);
});

it('is given no sign of where a word may break', () => {
  const said: string[] = [];
  Object.assign(globalThis, {
    SpeechSynthesisUtterance: class {
      constructor(readonly text: string) {}
    },
    speechSynthesis: {
      getVoices: () => [{ lang: 'en-GB' }],
      cancel: () => undefined,
      speak: ({ text }: SpeechSynthesisUtterance) => said.push(text),
    },
  });
  say('Emer\u00adgency stop');
  expect(said).toEqual(['Emergency stop']);
});
