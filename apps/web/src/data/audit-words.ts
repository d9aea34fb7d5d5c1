/** What was done, in words; the name of an action we know no words for stays as it is. */
const ACTION_WORDS: Readonly<Record<string, string>> = {
  'alarm-channel.changed': 'changed what they want to be told of alarms there',
  'alarm-channel.made': 'wants to be told of alarms there, too',
  'alarm-channel.removed': 'wants to be told of alarms there no more',
  'alarm-rule.set': 'set a rule for alarms',
  'alarm.acknowledged': 'acknowledged an alarm',
  'alarm.assigned': 'said who looks after an alarm',
  'alarm.commented': 'commented on an alarm',
  'alarm.silenced': 'silenced an alarm',
  'annotation.changed': 'changed a note on a kitchen',
  'annotation.made': 'wrote a note on a kitchen',
  'annotation.removed': 'removed a note on a kitchen',
  'audit.exported': 'took the log of who did what along',
  'authenticator.removed': 'removed their authenticator',
  'authenticator.set': 'set up an authenticator',
  'claim.made': 'made a code for a kitchen to claim its credential',
  'correction.accepted': 'accepted a correction',
  'correction.questioned': 'questioned a correction',
  'correction.rule': 'said which corrections wait for a look',
  'credential.issued': 'gave a kitchen a credential',
  'credential.revoked': 'revoked a credential of a kitchen',
  'dead-letter.amended': 'amended a refused message',
  'dead-letter.dismissed': 'dismissed a refused message',
  'dead-letter.read': 'read a refused message as it came',
  'dead-letter.replayed': 'replayed a refused message',
  'factor.lost': 'made a link for who lost their second factor',
  'kitchens.assigned': 'said whose kitchens are',
  'kitchen.silenced': 'silenced the alarms of a kitchen',
  'link.ended': 'ended a link',
  'link.followed': 'followed a link',
  'membership.set': 'changed a membership',
  'organisation.exported': 'exported an organisation',
  'organisation.import-begun': 'began to bring an organisation in',
  'organisation.imported': 'brought an organisation in',
  'organisation.made': 'made an organisation',
  'passkey.added': 'added a passkey',
  'passkey.removed': 'removed a passkey',
  'password.changed': 'changed their password',
  'person.bound': 'came in by the door of their organisation',
  'person.disabled': 'shut somebody out',
  'person.enabled': 'let somebody in again',
  'person.erased': 'had somebody forgotten',
  'person.exported': 'downloaded what is kept about somebody',
  'person.invited': 'invited somebody',
  'person.reset': 'made a link for a new password',
  'photo.reviewed': 'said who may see a photo, or deleted one',
  'plan.set': 'said how much a kitchen is to make in a day',
  'privacy.set': 'set how long what says something of people is kept',
  'retention.set': 'set how long readings are kept',
  'second-factor.set': 'said who needs a second factor',
  'session.ended': 'signed out',
  'session.opened': 'signed in',
  'session.refused': 'was not let in',
  'share.cancelled': 'cancelled an allocation',
  'share.issued': 'allocated what batches made to a sponsor',
  'share.reserved': 'reserved an allocation',
  'share.retired': 'retired an allocation',
  'shared-link.made': 'made a link that shows figures',
  'shared-link.revoked': 'ended a link that showed figures',
  'story.declined': 'did not publish a story',
  'story.published': 'published the story of a kitchen',
  'story.written': 'wrote the story of a kitchen',
  'silence.ended': 'ended a silence',
  'token.made': 'made a token',
  'token.revoked': 'revoked a token',
};

export const actionWords = (action: string): string => ACTION_WORDS[action] ?? action;

interface Acting {
  actorKind: 'person' | 'service' | 'public' | 'platform';
  actorName: string | null;
}

/** Who did it, as far as that is still known. */
export function actorWords({ actorKind, actorName }: Acting): string {
  if (actorName !== null) return actorName;
  return {
    person: 'Somebody who was forgotten',
    service: 'A service',
    public: 'Nobody who had signed in',
    platform: 'Bakeloop itself',
  }[actorKind];
}
