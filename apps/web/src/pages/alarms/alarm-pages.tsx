import { Route, Routes } from 'react-router';
import { NotFoundPage } from '../not-found-page.js';
import { AlarmPage } from './alarm-page.js';
import { AlarmsPage } from './alarms-page.js';
import { ChannelsPage } from './channels-page.js';
import { RulesPage } from './rules-page.js';

/** Alarms, one of them, their rules, and who is told how. */
export function AlarmPages() {
  return (
    <Routes>
      <Route index element={<AlarmsPage />} />
      <Route path="rules" element={<RulesPage />} />
      <Route path="channels" element={<ChannelsPage />} />
      <Route path=":alarmId" element={<AlarmPage />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}
