/** What stands in the bar of whoever is signed in: together, since one file is sooner there than two. */
export { AccountMenu } from './account-menu.js';
export { AlarmCount } from './alarm-count.js';
