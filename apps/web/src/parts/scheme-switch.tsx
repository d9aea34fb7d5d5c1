import type { PublicLanguage } from '@bakeloop/contracts';
import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { Moon, Sun, SunMoon } from 'lucide-react';
import { useLanguage } from '../data/language.js';

const NEXT: Record<MantineColorScheme, MantineColorScheme> = { auto: 'light', light: 'dark', dark: 'auto' };
const WORDS: Record<
  PublicLanguage,
  { schemes: Record<MantineColorScheme, string>; label: (now: string, next: string) => string }
> = {
  en: {
    schemes: { auto: 'as this device', light: 'light', dark: 'dark' },
    label: (now, next) => `Colours: ${now}. Change to ${next}`,
  },
  nl: {
    schemes: { auto: 'zoals dit apparaat', light: 'licht', dark: 'donker' },
    label: (now, next) => `Kleuren: ${now}. Wissel naar ${next}`,
  },
};
const ICONS = { auto: SunMoon, light: Sun, dark: Moon };

export function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = ICONS[colorScheme];
  const { schemes, label: labelOf } = WORDS[useLanguage()];
  const label = labelOf(schemes[colorScheme], schemes[NEXT[colorScheme]]);
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      onClick={() => {
        setColorScheme(NEXT[colorScheme]);
      }}
    >
      <Icon size={20} aria-hidden />
    </button>
  );
}
