import { describe, expect, it } from '@jest/globals';
import type { FlowsAnswer } from '@bakeloop/contracts';
import { fitLabel, flowGraph, reachable, type FlowKind } from './flow-graph.js';

const node = (id: string, kind: FlowKind, grams = 1_000): FlowsAnswer['nodes'][number] => ({
  id,
  kind,
  label: id,
  grams,
  batchId: null,
  lotId: null,
  eventId: null,
});
const link = (from: string, to: string, grams = 1_000) => ({ from, to, grams });

describe('flows as a picture', () => {
  it('follows mass in columns from left to right', () => {
    const graph = flowGraph({
      nodes: [node('d', 'delivery'), node('l', 'lot'), node('b', 'batch'), node('p', 'product')],
      links: [link('d', 'l'), link('l', 'b'), link('b', 'p')],
      flags: [],
    });
    expect(graph).toMatchObject({ columns: 4, tallest: 1 });
    expect(graph.links).toEqual([
      { source: 0, target: 1, value: 1_000 },
      { source: 1, target: 2, value: 1_000 },
      { source: 2, target: 3, value: 1_000 },
    ]);
  });

  it('draws no circle when own scrap is fed to the batch it came from', () => {
    const { links } = flowGraph({
      nodes: [node('l', 'lot'), node('b', 'batch'), node('p', 'product')],
      links: [link('l', 'b'), link('b', 'p'), link('b', 'l', 50), link('b', 'b', 10)],
      flags: [],
    });
    expect(links).toHaveLength(2);
  });

  it('leads from lot to lot over a step, by share, and keeps its losses', () => {
    const step = { ...node('step', 'lot'), eventId: 'e' };
    const lot = (id: string) => ({ ...node(id, 'lot'), lotId: id });
    const { nodes, links } = flowGraph({
      nodes: [lot('a'), lot('b'), step, lot('c'), node('loss', 'loss')],
      links: [
        link('a', 'step', 300),
        link('b', 'step', 100),
        link('step', 'c', 360),
        link('step', 'loss', 40),
      ],
      flags: [],
    });
    const named = links.map(({ source, target, value }) => [nodes[source]?.id, nodes[target]?.id, value]);
    expect(named).toEqual([
      ['a', 'c', 270],
      ['a', 'loss', 30],
      ['b', 'c', 90],
      ['b', 'loss', 10],
    ]);
  });

  it('draws a chain of lots as the last of them, with everything lost on the way', () => {
    const lot = (id: string, grams: number) => ({ ...node(id, 'lot', grams), lotId: id });
    const flows: FlowsAnswer = {
      nodes: [
        node('d1', 'delivery'),
        node('d2', 'delivery'),
        lot('i1', 100),
        lot('i2', 100),
        lot('sorted', 200),
        lot('flake', 190),
        node('loss', 'loss'),
        node('b', 'batch'),
      ],
      links: [
        link('d1', 'i1', 100),
        link('d2', 'i2', 100),
        link('i1', 'sorted', 100),
        link('i2', 'sorted', 100),
        link('sorted', 'flake', 190),
        link('sorted', 'loss', 10),
        link('flake', 'b', 190),
      ],
      flags: [],
    };
    const named = (focus?: string) => {
      const { nodes, links } = flowGraph(flows, focus);
      return links
        .map(
          ({ source, target, value }) =>
            `${nodes[source]?.id ?? ''}>${nodes[target]?.id ?? ''} ${String(value)}`,
        )
        .sort();
    };
    expect(named()).toEqual(['d1>flake 100', 'd2>flake 100', 'flake>b 190', 'flake>loss 10']);
    expect(named('sorted')).toContain('sorted>flake 190');
    expect(named('flake')).toContain('sorted>flake 190');
    expect(named('i1')).toContain('d1>i1 100');
  });

  describe('around one batch or lot', () => {
    const lot = (id: string, grams = 1_000) => ({ ...node(id, 'lot', grams), lotId: id });
    // Own scrap of b1 is fed to b2, and that of b2 to b3: every batch would stand behind every later one.
    const flows: FlowsAnswer = {
      nodes: [
        node('d', 'delivery', 3_000),
        lot('flake', 3_000),
        node('b1', 'batch'),
        node('b2', 'batch'),
        node('b3', 'batch'),
        lot('r1', 40),
        lot('r2', 41),
        ...['p1', 'p2', 'p3'].map((id) => node(id, 'product', 960)),
        node('purge', 'loss', 3),
      ],
      links: [
        link('d', 'flake', 3_000),
        ...['b1', 'b2', 'b3'].map((id) => link('flake', id)),
        link('b1', 'r1', 40),
        link('b1', 'p1', 960),
        link('r1', 'b2', 40),
        link('b2', 'r2', 41),
        link('b2', 'p2', 999),
        link('r2', 'b3', 41),
        link('b3', 'p3', 1_038),
        link('b3', 'purge', 3),
      ],
      flags: [],
    };
    const pairs = (focus: string, given = flows) => {
      const { nodes, links } = flowGraph(given, focus);
      return links
        .map(({ source, target }) => `${nodes[source]?.id ?? ''}>${nodes[target]?.id ?? ''}`)
        .sort();
    };

    it('begins with the own scrap fed, not with the batches that it came from', () => {
      expect(pairs('b3')).toEqual(['b3>p3', 'b3>purge', 'd>b3', 'r2>b3']);
      expect(flowGraph(flows, 'b3')).toMatchObject({ columns: 3, isShortened: true });
    });

    it('ends with the own scrap made, not with the batches that it went into', () => {
      expect(pairs('b1')).toEqual(['b1>p1', 'b1>r1', 'd>b1']);
      expect(pairs('flake')).toEqual([
        'b1>p1',
        'b1>r1',
        'b2>p2',
        'b2>r2',
        'b3>p3',
        'b3>purge',
        'd>flake',
        'flake>b1',
        'flake>b2',
        'flake>b3',
      ]);
    });

    it('shows where a lot of own scrap came from and went', () => {
      expect(pairs('r2')).toEqual(['b2>r2', 'b3>p3', 'b3>purge', 'd>b2', 'd>b3', 'r1>b2', 'r2>b3']);
    });

    it('follows what one batch made for another, when it is most of what that one took', () => {
      const granulate: FlowsAnswer = {
        nodes: [
          lot('flake'),
          node('b1', 'batch'),
          lot('granulate'),
          node('b2', 'batch'),
          node('p', 'product'),
        ],
        links: [link('flake', 'b1'), link('b1', 'granulate'), link('granulate', 'b2'), link('b2', 'p')],
        flags: [],
      };
      expect(pairs('b2', granulate)).toEqual(['b1>granulate', 'b2>p', 'flake>b1', 'granulate>b2']);
      expect(flowGraph(granulate, 'b2').isShortened).toBe(false);
    });

    it('tells which nodes lie behind another', () => {
      expect([...reachable(flows.links, 'b3')].sort()).toEqual(['p3', 'purge']);
      expect(reachable(flows.links, 'd')).toContain('p3');
      expect(reachable(flows.links, 'd')).not.toContain('d');
    });
  });

  it('bundles small nodes of a column and keeps the mass of their links', () => {
    const deliveries = Array.from({ length: 30 }, (_, index) =>
      node(`d${String(index)}`, 'delivery', 1_000 + index),
    );
    const graph = flowGraph({
      nodes: [...deliveries, node('b', 'batch')],
      links: deliveries.map(({ id, grams }) => link(id, 'b', grams)),
      flags: [],
    });
    expect(graph.nodes.map(({ label }) => label)).toContain('22 other deliveries');
    expect(graph.tallest).toBe(9);
    const all = deliveries.reduce((sum, { grams }) => sum + grams, 0);
    expect(graph.links.reduce((sum, { value }) => sum + value, 0)).toBe(all);
  });

  it('is empty where nothing flows: one node, links of nothing, links to nowhere', () => {
    const alone = flowGraph({ nodes: [node('l', 'lot')], links: [], flags: [] });
    expect(alone).toEqual({ nodes: [], links: [], columns: 0, tallest: 0, isShortened: false });
    const nothing = flowGraph({
      nodes: [node('a', 'lot'), node('b', 'batch')],
      links: [link('a', 'b', 0), link('a', 'gone')],
      flags: [],
    });
    expect(nothing.nodes).toEqual([]);
  });
});

it('cuts the middle of a long name, so that its number stays', () => {
  expect(fitLabel('KE-NBO-01-lot-2026-03-02-flake-0017', 125)).toBe('KE-NBO-01-…0017');
  expect(fitLabel('short', 120)).toBe('short');
  // As many letters, but narrower ones.
  expect(fitLabel('Delivered by households', 175)).toBe('Delivered by households');
  expect(fitLabel('KE-NBO-01-261124-F-HDPE', 175)).toContain('…');
  // Letters of any script are letters.
  expect(fitLabel('äöüäöüäöüäöüäöü', 110)).toContain('…');
});
