import { expect, it } from '@jest/globals';
import { onPaper } from './paper.js';

const drawn = async (text: string): Promise<string> => {
  const about = {
    language: 'en',
    title: 'A week',
    madeAt: new Date(0),
    publicUrl: 'https://x.example',
    foot: '',
  };
  const pdf = await onPaper(about, (paper) => {
    paper.line(
      [
        { text: `Of ${text}: `, href: null },
        { text, href: '/fleet' },
      ],
      4,
    );
  });
  return pdf.toString('latin1');
};

it('a name in Arabic letters is written in a font that has them, which other documents do without', async () => {
  expect(await drawn('مطبخ نيروبي')).toMatch(/\/FontName \/[A-Z]+\+NotoSansArabic/);
  expect(await drawn('Nairobi')).not.toContain('Arabic');
});
