// Makes vectors.json with the npm package http-message-signatures 1.0.6 and Node's own cryptography:
//   npm install http-message-signatures@1.0.6 && node generate.mjs > vectors.json
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { httpbis } from 'http-message-signatures';

const created = new Date('2026-03-02T10:00:00Z');
const expires = new Date('2026-03-02T10:01:00Z');
const account = 'd7a57c3e-2be9-4c4e-b3ff-48e1e7815659';
const body = '{"user_id":"2ef01903-3b0f-487c-89d8-303684d2f23c"}';

function headers(text) {
  const all = {
    accept: 'application/json',
    authorization: 'Bearer c2VjcmV0Cg',
    'upvest-client-id': '6e0e7d5c-2f1b-4c8e-9d64-0c4f3f0f4a11',
  };
  if (text) {
    all['content-type'] = 'application/json';
    all['content-length'] = String(Buffer.byteLength(text));
    all['idempotency-key'] = 'ccb07f42-4104-44ad-8e1f-c660bb7b269c';
    all['content-digest'] = 'sha-512=:' + createHash('sha512').update(text).digest('base64') + ':';
  }
  return all;
}

const requests = [
  { method: 'POST', url: `https://api.example.com/accounts/${account}/liquidations`, body },
  { method: 'GET', url: `https://api.example.com/accounts/${account}/liquidations?offset=0&limit=10&order=ASC`, body: '' },
  { method: 'DELETE', url: 'https://api.example.com/orders/9f3c0a0e-4b83-4a8e-bc1d-2a6b4d6dfb11', body: '' },
];
const pairs = {
  'ecdsa-p521-sha512': generateKeyPairSync('ec', { namedCurve: 'secp521r1' }),
  ed25519: generateKeyPairSync('ed25519'),
};

const vectors = [];
for (const [name, pair] of Object.entries(pairs)) {
  let nonce = 1000000000;
  for (const request of requests) {
    const message = { method: request.method, url: request.url, headers: headers(request.body) };
    const fields = Object.keys(message.headers);
    fields.push('@method', '@path');
    if (message.url.includes('?')) fields.push('@query');
    const signed = await httpbis.signMessage(
      {
        key: {
          id: 'test-key',
          sign: async (data) => sign(name === 'ed25519' ? null : 'sha512', data, pair.privateKey),
        },
        name: 'sig1',
        fields,
        params: ['keyid', 'created', 'nonce', 'expires'],
        paramValues: { created, expires, nonce: String(nonce++) },
      },
      message,
    );
    const lower = {};
    for (const [key, value] of Object.entries(signed.headers)) lower[key.toLowerCase()] = value;
    vectors.push({
      algorithm: name,
      publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }),
      method: request.method,
      url: request.url,
      body: request.body,
      headers: lower,
    });
  }
}
console.log(JSON.stringify(vectors, null, 2));
