import { channelWords, type Channel } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { Popover } from '@mantine/core';
import { ChevronDown } from 'lucide-react';

interface ChannelPickerProps {
  channels: Channel[];
  chosen: string[];
  /** Null: back to the default. */
  onChange: (chosen: string[] | null) => void;
}

export function ChannelPicker({ channels, chosen, onChange }: ChannelPickerProps) {
  const format = useFormat();
  const machines = [...new Set(channels.map(({ channel }) => channelWords(channel).machine))];
  const count = channels.filter(({ channel }) => chosen.includes(channel)).length;
  return (
    <Popover trapFocus withArrow shadow="md" position="bottom-end">
      <Popover.Target>
        <button type="button" className="button button-quiet">
          {String(count)} of {format.count(channels.length, 'channel')} <ChevronDown size={16} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="picker">
          {machines.map((machine) => (
            <fieldset key={machine}>
              <legend>{machine === '' ? 'Kitchen' : machine}</legend>
              {channels
                .filter(({ channel }) => channelWords(channel).machine === machine)
                .map(({ channel }) => (
                  <label key={channel}>
                    <input
                      type="checkbox"
                      checked={chosen.includes(channel)}
                      onChange={({ currentTarget }) => {
                        onChange(
                          currentTarget.checked
                            ? [...chosen, channel]
                            : chosen.filter((each) => each !== channel),
                        );
                      }}
                    />{' '}
                    {channelWords(channel).measure}
                  </label>
                ))}
            </fieldset>
          ))}
        </div>
        <p className="picker-foot">
          <button
            type="button"
            className="text-button"
            onClick={() => {
              onChange(null);
            }}
          >
            Usual channels
          </button>
          <button
            type="button"
            className="text-button"
            onClick={() => {
              onChange([]);
            }}
          >
            None
          </button>
        </p>
      </Popover.Dropdown>
    </Popover>
  );
}
