import { describe, expect, it } from '@jest/globals';
import {
  asciiScale,
  bluetoothWeight,
  typedByScale,
  wedgeListener,
  type Shown,
  type WedgeKey,
} from './weighing.js';

function shownBy(text: string): Shown[] {
  const shown: Shown[] = [];
  const hear = asciiScale((one) => shown.push(one));
  for (const byte of Buffer.from(text)) hear(Uint8Array.of(byte));
  return shown;
}

describe('a scale at the phone', () => {
  it('is read whichever way it speaks, and says when it is steady', () => {
    expect(shownBy('ST,GS,+  12.345 kg\r\nUS,GS,+  12.9 kg\r\n')).toEqual([
      { kind: 'stable', grams: 12_345 },
      { kind: 'moving', grams: 12_900 },
    ]);
    expect(shownBy('S S   12345 g\r\nS D   5.0 kg\r\nS +\r\n')).toEqual([
      { kind: 'stable', grams: 12_345 },
      { kind: 'moving', grams: 5_000 },
      { kind: 'refused' },
    ]);
  });

  it('that does not say so is steady once it shows the same again and again', () => {
    const kinds = shownBy('12.4\n12.5 kg\n12.5 kg\n12.5 kg\n12.5 kg\n12.6 kg\n').map(({ kind }) => kind);
    expect(kinds).toEqual(['moving', 'moving', 'moving', 'moving', 'stable', 'moving']);
  });

  it('in pounds, or below zero, is never taken', () => {
    expect(shownBy('ST,GS,+  12.3 lb\r\nST,GS,-  0.4 kg\r\nhello\r\n')).toEqual([
      { kind: 'wrong-unit', unit: 'lb' },
      { kind: 'below-zero' },
    ]);
  });

  it('of the Bluetooth service weighs in steps of 5 g, or in pounds, which are refused', () => {
    const bytes = (...all: number[]) => new DataView(Uint8Array.from(all).buffer);
    expect(bluetoothWeight(bytes(0, 0x24, 0x13))).toEqual({ kind: 'stable', grams: 24_500 });
    expect(bluetoothWeight(bytes(1, 0x24, 0x13))).toEqual({ kind: 'wrong-unit', unit: 'lb' });
    expect(bluetoothWeight(bytes(0, 0xff, 0xff))).toEqual({ kind: 'refused' });
    expect(bluetoothWeight(bytes(0))).toEqual({ kind: 'refused' });
  });
});

describe('a scale that types like a keyboard', () => {
  const typed = (text: string, everyMs: number): WedgeKey[] => {
    const hear = wedgeListener();
    return [...text, 'Enter'].map((key, index) => hear(key, 1_000 + index * everyMs));
  };

  it('is told from a thumb by its speed', () => {
    expect(typed('24.5 kg', 5).at(-1)).toEqual({ kind: 'line', line: '24.5 kg' });
    expect(typed('24.5', 180).map(({ kind }) => kind)).toEqual(['first', 'first', 'first', 'first', 'first']);
    expect(typed('7', 5).at(-1)).toEqual({ kind: 'more' });
  });

  it('gives kilograms of grams, and never takes grams for kilograms or pounds for either', () => {
    expect(typedByScale('  24500 g')).toEqual({ kind: 'stable', grams: 24_500 });
    expect(typedByScale('24,5 kg')).toEqual({ kind: 'stable', grams: 24_500 });
    expect(typedByScale('ST,GS,+ 24.5 kg')).toEqual({ kind: 'stable', grams: 24_500 });
    expect(typedByScale('US,GS,+ 24.5 kg')).toEqual({ kind: 'moving', grams: 24_500 });
    expect(typedByScale('54.0 lb')).toEqual({ kind: 'wrong-unit', unit: 'lb' });
    expect(typedByScale('HDPE-260302-7K3QA')).toBeNull();
  });
});
