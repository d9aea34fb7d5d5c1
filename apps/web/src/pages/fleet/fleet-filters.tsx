import { FLEET_STATES, type KitchenSummary } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { MonitorUp, Search } from 'lucide-react';
import { Link } from 'react-router';
import { FLEET_STATE_WORDS, type FleetFilter } from '../../data/fleet-filter.js';

/** What is shown of the fleet, and the way to the wall. */
export function FleetFilters({
  kitchens,
  filter,
  onChange,
}: {
  kitchens: readonly KitchenSummary[];
  filter: FleetFilter;
  onChange: (filter: FleetFilter) => void;
}) {
  const format = useFormat();
  const countries = [...new Set(kitchens.flatMap(({ country }) => country ?? []))].sort((left, right) =>
    format.country(left).localeCompare(format.country(right)),
  );
  return (
    <div className="fleet-filters" role="search" aria-label="Kitchens">
      <label className="fleet-search">
        <Search size={17} aria-hidden />
        <span className="bl-hidden">Search kitchens</span>
        <input
          type="search"
          placeholder="Name, place, batch"
          maxLength={80}
          value={filter.text}
          onChange={({ target }) => {
            onChange({ ...filter, text: target.value, page: 1 });
          }}
        />
      </label>
      <label>
        <span className="bl-hidden">State</span>
        <select
          value={filter.state}
          onChange={({ target }) => {
            const state = FLEET_STATES.find((one) => one === target.value) ?? 'all';
            onChange({ ...filter, state, page: 1 });
          }}
        >
          {FLEET_STATES.map((state) => (
            <option key={state} value={state}>
              {FLEET_STATE_WORDS[state]}
            </option>
          ))}
        </select>
      </label>
      {countries.length < 2 ? null : (
        <label>
          <span className="bl-hidden">Country</span>
          <select
            value={filter.country ?? ''}
            onChange={({ target }) => {
              onChange({ ...filter, country: target.value === '' ? null : target.value, page: 1 });
            }}
          >
            <option value="">Every country</option>
            {countries.map((country) => (
              <option key={country} value={country}>
                {format.country(country)}
              </option>
            ))}
          </select>
        </label>
      )}
      <Link to="/fleet?wall=1" className="fleet-wall-link">
        <MonitorUp size={17} aria-hidden /> Wall screen
      </Link>
    </div>
  );
}
