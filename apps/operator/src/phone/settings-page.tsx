import { Moon, Smartphone, Sun, SunDim, Volume2, VolumeX } from 'lucide-react';
import { useState } from 'react';
import { chooseLanguage, t, useLanguage } from '../language/language.js';
import { LANGUAGE_CODES, LANGUAGES } from '../language/languages.js';
import { Choice } from '../parts/choice.js';
import { Screen } from '../parts/screen.js';
import { back } from '../route.js';
import { chosenTheme, chooseTheme, THEMES, type Theme } from './theme.js';
import { hasVoice, readsAloud, say, setReadsAloud } from './voice.js';

const THEME_ICONS: Record<Theme, typeof Sun> = { auto: Smartphone, light: SunDim, dark: Moon, sun: Sun };

/** How this phone speaks and looks. @param person whose choices they are; null while nobody is known */
export function SettingsPage({ person }: { person: string | null }) {
  const language = useLanguage();
  const [theme, setTheme] = useState(chosenTheme);
  const [voice, setVoice] = useState(readsAloud);
  const [absent, setAbsent] = useState(false);
  return (
    <Screen title={t('app.language')} action={{ label: t('app.done'), act: back }}>
      {absent && (
        <p className="notice notice-check" role="alert">
          {t('settings.needsNetwork')}
        </p>
      )}
      <Choice
        label={t('settings.language')}
        chosen={language}
        options={LANGUAGE_CODES.map((code) => ({ value: code, label: LANGUAGES[code].name, lang: code }))}
        onChoose={(code) => void chooseLanguage(code, person).then((spoken) => setAbsent(!spoken))}
      />
      <Choice
        label={t('settings.screen')}
        chosen={theme}
        options={THEMES.map((value) => {
          const Icon = THEME_ICONS[value];
          return { value, label: t(`settings.${value}`), icon: <Icon aria-hidden className="tile-icon" /> };
        })}
        onChoose={(value) => {
          chooseTheme(value);
          setTheme(value);
        }}
      />
      <Choice
        label={t('settings.voice')}
        chosen={voice ? 'on' : 'off'}
        options={[
          {
            value: 'off',
            label: t('settings.voiceOff'),
            icon: <VolumeX aria-hidden className="tile-icon" />,
          },
          { value: 'on', label: t('settings.voiceOn'), icon: <Volume2 aria-hidden className="tile-icon" /> },
        ]}
        onChoose={(value) => {
          setReadsAloud(value === 'on');
          setVoice(value === 'on');
          if (value === 'on') say(t('app.language'));
        }}
      />
      {voice && !hasVoice() && <p className="notice notice-check">{t('settings.noVoice')}</p>}
    </Screen>
  );
}
