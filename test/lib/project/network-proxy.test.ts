import { expect, it } from 'vitest'
import { isLoopback, loopbackWithoutProxy, proxyFor, usesProxy } from '../../../src/lib/project/network-proxy.js'

const STS = new URL('https://sts.eu-west-1.amazonaws.com/')
const PROXY = 'http://proxy.corp:3128'

function through(variables: NodeJS.ProcessEnv, url = STS) {
  return proxyFor(url, variables)?.host
}

it('takes the proxy of the URL’s scheme, lower case first, with or without its own scheme', () => {
  expect(through({})).toBeUndefined()
  expect(through({ HTTPS_PROXY: PROXY })).toBe('proxy.corp:3128')
  expect(through({ HTTPS_PROXY: PROXY, https_proxy: 'other.corp:8080' })).toBe('other.corp:8080')
  expect(through({ HTTPS_PROXY: '' })).toBeUndefined()
  expect(through({ HTTP_PROXY: PROXY })).toBeUndefined()
  expect(through({ HTTP_PROXY: PROXY }, new URL('http://minio.corp:9000/'))).toBe('proxy.corp:3128')
  expect([usesProxy({}), usesProxy({ HTTP_PROXY: PROXY }), usesProxy({ https_proxy: PROXY })]).toEqual([
    false,
    true,
    true,
  ])
})

it.each([
  ['*', false],
  ['amazonaws.com', false],
  ['.amazonaws.com', false],
  ['*.amazonaws.com', false],
  ['localhost, .Amazonaws.com', false],
  ['sts.eu-west-1.amazonaws.com:443', false],
  ['sts.eu-west-1.amazonaws.com:8443', true],
  ['s3.eu-west-1.amazonaws.com', true],
  ['aws.com', true],
  [' , ', true],
])('NO_PROXY=%s', (list, proxied) => {
  expect(through({ HTTPS_PROXY: PROXY, NO_PROXY: list }) !== undefined).toBe(proxied)
})

it('tells no proxy of the loopback address', () => {
  for (const host of ['127.0.0.1', '127.8.0.1', 'localhost', 'bucket.localhost', '[::1]']) {
    expect([host, isLoopback(host), through({ http_proxy: PROXY }, new URL(`http://${host}:7480/`))]).toEqual([
      host,
      true,
      undefined,
    ])
  }
  expect(['127.0.0.1.corp', 'localhost.corp', '10.127.0.0'].filter(isLoopback)).toEqual([])
  // With one of the two alone, Python would forget the other's hosts.
  expect(loopbackWithoutProxy({ NO_PROXY: '.corp' })).toMatchObject({ no_proxy: '.corp,127.0.0.1,localhost' })
})

it('refuses what is no HTTP proxy, without telling its password', () => {
  const variables = { HTTPS_PROXY: 'socks5://ann:secret@proxy.corp:1080' }
  expect(() => usesProxy(variables)).toThrow('HTTPS_PROXY is not the URL of an HTTP proxy')
  expect(() => usesProxy(variables)).not.toThrow('secret')
})
