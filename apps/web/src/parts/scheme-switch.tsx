import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { Moon, Sun, SunMoon } from 'lucide-react';
import { useFrameWords } from '../data/frame-words.js';

const NEXT: Record<MantineColorScheme, MantineColorScheme> = { auto: 'light', light: 'dark', dark: 'auto' };
const ICONS = { auto: SunMoon, light: Sun, dark: Moon };

export function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = ICONS[colorScheme];
  const { schemes, scheme } = useFrameWords();
  const label = scheme(schemes[colorScheme], schemes[NEXT[colorScheme]]);
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
