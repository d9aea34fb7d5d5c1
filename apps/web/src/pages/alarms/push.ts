import type { MakeAlarmChannel } from '@bakeloop/contracts';

type PushTarget = Extract<MakeAlarmChannel, { kind: 'push' }>['target'];

/** Whether this browser can be pushed to. */
export const canBePushedTo = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window;

/**
 * Asks the browser, and through it the person, whether they may be pushed to.
 * @param key of the platform, base64url
 * @throws Error that says why not
 */
export async function subscribe(key: string): Promise<PushTarget> {
  if ((await Notification.requestPermission()) !== 'granted')
    throw new Error(
      'The browser does not let this page notify you: allow it in the settings of the browser.',
    );
  const registration = await navigator.serviceWorker.register('/alarm-worker.js');
  await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  const { endpoint, keys } = subscription.toJSON();
  const [p256dh, auth] = [keys?.['p256dh'], keys?.['auth']];
  if (endpoint === undefined || p256dh === undefined || auth === undefined)
    throw new Error('The push service of this browser gave no address.');
  return { endpoint, keys: { p256dh, auth } };
}
