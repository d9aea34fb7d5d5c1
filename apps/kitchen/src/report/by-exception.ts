/** When a channel's readings are worth a message. */
export interface ReportRule {
  kind: 'gauge' | 'counter';
  /** A change up to this, in the channel's unit, is not reported. */
  deadband: number;
  /** The longest silence about a channel that is being read, ms. */
  heartbeatMs: number;
}

/** A value at an instant of the kitchen's monotonic clock, ms. */
export interface TimedValue {
  atMs: number;
  value: number;
}

/** What is remembered of a channel between readings. */
export interface ReportMemory {
  /** The reading reported last. */
  reported: TimedValue;
  /** The newest reading, reported or not. */
  last: TimedValue;
}

const NOTHING: readonly TimedValue[] = [];

/**
 * Report by exception: which readings are reported when `sample` comes in, oldest first.
 *
 * A reading is reported when it is the first, when it moved by more than the deadband since the last report, or when
 * the heartbeat is due. The reading before it is reported too where a chart would otherwise slope wrongly: where the
 * straight line between the two reports misses it by more than the deadband. A counter that fell was reset or rolled
 * over: the reading before is reported always, since what was consumed until then would be lost with it (S8).
 *
 * So the straight lines between the reports never miss a gauge's reading by more than three deadbands, and the steps of
 * a counter's reports add up to its consumption as read.
 *
 * A reading older than the newest is history and reported as it is; one of the same instant is the same reading (S6).
 */
export function byException(
  rule: ReportRule,
  memory: ReportMemory | undefined,
  sample: TimedValue,
): { memory: ReportMemory; report: readonly TimedValue[] } {
  if (memory === undefined) return { memory: { reported: sample, last: sample }, report: [sample] };
  const { reported, last } = memory;
  if (sample.atMs === last.atMs) return { memory, report: NOTHING };
  if (sample.atMs < last.atMs) return { memory, report: [sample] };

  const fell = rule.kind === 'counter' && sample.value < last.value;
  const moved = Math.abs(sample.value - reported.value) > rule.deadband;
  const due = sample.atMs - reported.atMs >= rule.heartbeatMs;
  if (!fell && !moved && !due) return { memory: { reported, last: sample }, report: NOTHING };

  const unreported = last.atMs > reported.atMs;
  const needed = unreported && (fell || missedBy(reported, sample, last) > rule.deadband);
  return {
    memory: { reported: sample, last: sample },
    report: needed ? [last, sample] : [sample],
  };
}

/** The newest reading where it was not reported: said when the agent stops, so that nothing read is lost. */
export function unreported(memory: ReportMemory): TimedValue | undefined {
  return memory.last.atMs > memory.reported.atMs ? memory.last : undefined;
}

/** How far `point` lies from the straight line between `from` and `to`. */
function missedBy(from: TimedValue, to: TimedValue, point: TimedValue): number {
  const share = (point.atMs - from.atMs) / (to.atMs - from.atMs);
  return Math.abs(from.value + share * (to.value - from.value) - point.value);
}
