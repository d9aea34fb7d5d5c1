// Shows what is pushed, and opens the alarm that it is about. It keeps nothing and answers for no page.
self.addEventListener('push', (event) => {
  const { title, text, tag, url } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body: text, tag, data: { url } }));
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { pathname } = new URL(event.notification.data.url);
  event.waitUntil(self.clients.openWindow(pathname));
});
