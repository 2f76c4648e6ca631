// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { brief } from "./format";

/** The width that a drawing has, in pixels, so that text in it is never stretched. */
function useWidth(): [{ current: HTMLDivElement | null }, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(560);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) {
      return;
    }
    const watch = new ResizeObserver(() => setWidth(Math.max(240, element.clientWidth)));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [box, width];
}

/** A few round numbers up to the largest. */
export function steps(most: number, wanted = 4): number[] {
  if (!(most > 0)) {
    return [0, 1];
  }
  const raw = most / wanted;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * magnitude).find((n) => n >= raw)!;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => i * step);
}

/** The same as a table, for who does not see the drawing or wants the numbers. */
export function Data(props: { heads: string[]; rows: ComponentChildren[][] }) {
  return (
    <details class="data">
      <summary>As a table</summary>
      <div tabIndex={0} role="group" aria-label="Data of the chart">
        <table>
          <thead>
            <tr>
              {props.heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {props.rows.map((row, i) => (
              <tr key={i}>
                {row.map((cell, j) => (
                  <td key={j}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** Bars that go right for long and left for short. */
export function Sides(props: { label: string; rows: { name: string; long: number; short: number }[] }) {
  const [box, width] = useWidth();
  const row = 24;
  const names = 96;
  const most = Math.max(1e-9, ...props.rows.flatMap((one) => [one.long, -one.short]));
  const both = props.rows.some((one) => one.short < 0);
  const middle = both ? names + (width - names) / 2 : names;
  const unit = (width - middle - 56) / most;
  return (
    <div ref={box}>
      <svg class="plot" viewBox={`0 0 ${width} ${props.rows.length * row}`} height={props.rows.length * row} role="img" aria-label={props.label}>
        {props.rows.map((one, i) => (
          <g key={one.name} transform={`translate(0 ${i * row})`}>
            <text class="name" x="0" y="16">
              {one.name.length > 13 ? one.name.slice(0, 12) + "…" : one.name}
            </text>
            {one.long > 0 && (
              <>
                <rect class="long" x={middle} y="5" width={one.long * unit} height="14" rx="2" />
                <text x={middle + one.long * unit + 5} y="16">
                  {brief(one.long)}
                </text>
              </>
            )}
            {one.short < 0 && (
              <>
                <rect class="short" x={middle + one.short * unit} y="5" width={-one.short * unit} height="14" rx="2" />
                <text x={middle + one.short * unit - 5} y="16" text-anchor="end">
                  {brief(one.short)}
                </text>
              </>
            )}
          </g>
        ))}
        <line class="zero" x1={middle} x2={middle} y1="0" y2={props.rows.length * row} />
      </svg>
    </div>
  );
}

/** Upright bars. */
export function Bars(props: { label: string; bars: { name: string; value: number }[]; height?: number; every?: number }) {
  const [box, width] = useWidth();
  const height = props.height ?? 180;
  const left = 40;
  const bottom = 20;
  const ticks = steps(Math.max(1, ...props.bars.map((one) => one.value)), 3);
  const top = ticks[ticks.length - 1]!;
  const y = (value: number) => 8 + (height - bottom - 8) * (1 - value / top);
  const wide = (width - left) / Math.max(1, props.bars.length);
  return (
    <div ref={box}>
      <svg class="plot" viewBox={`0 0 ${width} ${height}`} height={height} role="img" aria-label={props.label}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line class="axis" x1={left} x2={width} y1={y(tick)} y2={y(tick)} />
            <text x={left - 6} y={y(tick) + 4} text-anchor="end">
              {brief(tick)}
            </text>
          </g>
        ))}
        {props.bars.map((one, i) => (
          <g key={one.name}>
            {one.value > 0 && (
              <rect
                class="bar-fill"
                x={left + i * wide + Math.min(3, wide * 0.1)}
                width={Math.max(1, wide - Math.min(6, wide * 0.2))}
                y={y(one.value)}
                height={y(0) - y(one.value)}
                rx="1.5"
              />
            )}
            {i % (props.every ?? 1) === 0 && (
              <text x={left + (i + 0.5) * wide} y={height - 5} text-anchor="middle">
                {one.name}
              </text>
            )}
          </g>
        ))}
      </svg>
    </div>
  );
}

/** Lying bars with their names. */
export function Tally(props: { label: string; rows: { name: string; value: number; bad?: boolean }[] }) {
  const [box, width] = useWidth();
  const row = 26;
  const names = Math.min(250, width * 0.45);
  const most = Math.max(1, ...props.rows.map((one) => one.value));
  return (
    <div ref={box}>
      <svg class="plot" viewBox={`0 0 ${width} ${props.rows.length * row}`} height={props.rows.length * row} role="img" aria-label={props.label}>
        {props.rows.map((one, i) => (
          <g key={one.name} transform={`translate(0 ${i * row})`}>
            <text class="name" x="0" y="17">
              {one.name}
            </text>
            <rect class={one.bad ? "bad-fill" : "bar-fill"} x={names} y="5" height="15" rx="2" width={Math.max(2, ((width - names - 50) * one.value) / most)} />
            <text x={names + Math.max(2, ((width - names - 50) * one.value) / most) + 6} y="17">
              {brief(one.value)}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

/** How many of all, over time: a stair. */
export function Stair(props: { label: string; times: number[]; total: number; until: number }) {
  const [box, width] = useWidth();
  const height = 190;
  const left = 40;
  const bottom = 22;
  const ticks = steps(Math.max(props.until, 0.1), 4);
  const end = ticks[ticks.length - 1]!;
  const levels = steps(Math.max(1, props.total), 4).filter((level) => level <= props.total * 0.9);
  if (levels[levels.length - 1] !== props.total) {
    levels.push(props.total);
  }
  const x = (seconds: number) => left + ((width - left - 8) * seconds) / end;
  const y = (n: number) => 8 + (height - bottom - 8) * (1 - n / Math.max(1, props.total));
  let path = `M${x(0)} ${y(0)}`;
  // So many steps are as many as there are pixels.
  const every = Math.max(1, Math.floor(props.times.length / 1000));
  props.times.forEach((seconds, i) => {
    if ((i + 1) % every !== 0 && i + 1 < props.times.length) {
      return;
    }
    path += `H${x(seconds).toFixed(1)}V${y(i + 1).toFixed(1)}`;
  });
  path += `H${x(Math.max(props.until, props.times[props.times.length - 1] ?? 0))}`;
  return (
    <div ref={box}>
      <svg class="plot" viewBox={`0 0 ${width} ${height}`} height={height} role="img" aria-label={props.label}>
        {levels.map((level) => (
          <g key={level}>
            <line class="axis" x1={left} x2={width} y1={y(level)} y2={y(level)} />
            <text x={left - 6} y={y(level) + 4} text-anchor="end">
              {brief(level)}
            </text>
          </g>
        ))}
        {ticks.map((tick) => (
          <text key={tick} x={x(tick)} y={height - 5} text-anchor={tick === 0 ? "start" : tick === end ? "end" : "middle"}>
            {Number(tick.toFixed(3))} s
          </text>
        ))}
        <path class="under" d={`${path}V${y(0)}H${x(0)}Z`} />
        <path class="curve" d={path} />
      </svg>
    </div>
  );
}

export type Look = "open" | "flat" | "part" | "failed";

/** Told apart by their shapes as well as their colours. */
function shape(look: Look, x: number, y: number, size: number): string {
  const half = size / 2;
  switch (look) {
    case "open":
      return `M${x + 0.5} ${y + 0.5}h${size - 1}v${size - 1}h${1 - size}z`;
    case "flat":
      return `M${x} ${y}h${size}v${size}h${-size}z`;
    case "part":
      return `M${x} ${y}h${size}l${-size} ${size}z`;
    case "failed":
      return `M${x} ${y + half}a${half} ${half} 0 1 1 ${size} 0a${half} ${half} 0 1 1 ${-size} 0z`;
  }
}

const LOOKS: readonly Look[] = ["open", "flat", "part", "failed"];

/** One of them, for the legend. */
export function Cell({ look }: { look: Look }) {
  return (
    <svg class="cells" viewBox="0 0 12 12" height="12" aria-hidden="true">
      <path class={look} d={shape(look, 0.5, 0.5, 11)} />
    </svg>
  );
}

const CELLS_HEIGHT = 180;

/**
 * A cell for each, however many there are: the more, the smaller. They are drawn in one path for
 * each look, so that ten thousand of them are as few elements as ten.
 */
export function Cells(props: { label: string; looks: Look[]; name: (at: number) => string }) {
  const [box, width] = useWidth();
  const tip = useRef<HTMLTitleElement>(null);
  const number = Math.max(1, props.looks.length);
  const step = Math.max(3, Math.min(14, Math.floor(Math.sqrt((width * CELLS_HEIGHT) / number))));
  const size = step > 6 ? step - 3 : step - 1;
  const across = Math.max(1, Math.floor(width / step));
  const height = Math.ceil(number / across) * step;
  const paths = useMemo(() => {
    const drawn: Record<Look, string> = { open: "", flat: "", part: "", failed: "" };
    props.looks.forEach((look, i) => (drawn[look] += shape(look, (i % across) * step, Math.floor(i / across) * step, size)));
    return drawn;
  }, [props.looks, across, step, size]);
  return (
    <div ref={box}>
      <svg
        class="cells"
        viewBox={`0 0 ${width} ${height}`}
        height={height}
        role="img"
        aria-label={props.label}
        onMouseMove={(event) => {
          const column = Math.floor(event.offsetX / step);
          const at = Math.floor(event.offsetY / step) * across + column;
          if (tip.current) {
            tip.current.textContent = column < across && at < props.looks.length ? props.name(at) : "";
          }
        }}
      >
        <title ref={tip} />
        {LOOKS.map((look) => (
          <path key={look} class={look} d={paths[look]} />
        ))}
      </svg>
    </div>
  );
}
