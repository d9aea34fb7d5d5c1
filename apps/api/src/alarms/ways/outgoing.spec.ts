import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { checkAddress, isPublicAddress, postOut, RefusedAddress } from './outgoing.js';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});
const serve = (answer: RequestListener): Promise<string> =>
  new Promise((listening) => {
    const server = createServer(answer);
    servers.push(server);
    server.listen(0, '127.0.0.1', () =>
      listening(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
const out = { headers: {}, body: '{}', allowLoopback: false };

describe('an address that a person names', () => {
  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '198.18.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    'fec0::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::1',
    '2001:db8::1',
  ])('in a network, a machine or a cloud is not asked: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
    const host = address.includes(':') ? `[${address}]` : address;
    expect(() => checkAddress(`https://${host}/hook`, false)).toThrow(RefusedAddress);
  });

  it.each(['1.1.1.1', '93.184.216.34', '2606:4700:4700::1111'])('of the internet is: %s', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ['http://hooks.example/a', /only https/i],
    ['ftp://hooks.example/a', /only https/i],
    ['file:///etc/passwd', /only https/i],
    ['https://me:secret@hooks.example/', /no name and password/],
    ['https://2130706433/', /private network/],
    ['https://0x7f.1/', /private network/],
    ['https://127.1/', /private network/],
    ['not an address', /no address/],
  ])('is refused for what it says: %s', (address, why) =>
    expect(() => checkAddress(address, false)).toThrow(why),
  );

  it('that leads to this machine is asked only where that is allowed, and another private one never', async () => {
    const url = await serve((_, response) => response.end('taken'));
    await expect(postOut(url, out)).rejects.toThrow(RefusedAddress);
    expect(await postOut(url, { ...out, allowLoopback: true })).toEqual({ status: 200, answer: 'taken' });
    for (const private_ of ['https://10.0.0.1/', 'http://169.254.169.254/latest'])
      await expect(postOut(private_, { ...out, allowLoopback: true })).rejects.toThrow(RefusedAddress);
  });

  it('by a name is resolved, and one private address among its addresses is enough to refuse it', async () => {
    for (const address of ['10.0.0.1', '169.254.169.254', '::1'])
      await expect(
        postOut('https://hooks.example/', out, () =>
          Promise.resolve([
            { address: '93.184.216.34', family: 4 },
            { address, family: 4 },
          ]),
        ),
      ).rejects.toThrow('private network');
  });

  it('is connected to where it was looked at: a name that answers otherwise the next time leads nowhere', async () => {
    const url = new URL(await serve((request, response) => response.end(request.headers.host)));
    url.hostname = 'hooks.example';
    const answers = ['127.0.0.1', '10.0.0.1'];
    let asked = 0;
    const rebinding = () => Promise.resolve([{ address: answers[asked++] ?? '10.0.0.1', family: 4 }]);
    // Plain http by name is for this machine alone, and it is what was looked up that is asked.
    const { answer } = await postOut(url.href, { ...out, allowLoopback: true }, rebinding);
    expect([answer, asked]).toEqual([url.host, 1]);
    await expect(postOut(url.href, { ...out, allowLoopback: true }, rebinding)).rejects.toThrow(
      'private network',
    );
  });

  it('is not followed elsewhere', async () => {
    let followed = 0;
    const elsewhere = await serve((_, response) => {
      followed++;
      response.end();
    });
    const url = await serve((_, response) => response.writeHead(302, { location: elsewhere }).end());
    expect((await postOut(url, { ...out, allowLoopback: true })).status).toBe(302);
    expect(followed).toBe(0);
  });

  it('is read no further than a few kilobytes', async () => {
    const url = await serve((_, response) => {
      const more = setInterval(() => response.write('x'.repeat(10_000)), 5);
      response.on('close', () => clearInterval(more));
    });
    expect((await postOut(url, { ...out, allowLoopback: true })).answer).toHaveLength(4_096);
  });
});
