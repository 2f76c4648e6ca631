// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { each, get, sentence, sleep, words } from "./api";
import { count, lower, plural } from "./format";
import { Mark, Notice, type Tone } from "./ui";
import { ADMINISTRATION, type LedgerEvent, type Proof, type ProofFault } from "./wire";

/** Events of one account, from the first to the last that is shown. */
export interface Stretch {
  accountId: number;
  first: number;
  last: number;
}

export function stretches(events: readonly LedgerEvent[]): Stretch[] {
  const by = new Map<number, Stretch>();
  for (const { accountId, seq } of events) {
    if (accountId === ADMINISTRATION) {
      continue;
    }
    const stretch = by.get(accountId);
    if (stretch === undefined) {
      by.set(accountId, { accountId, first: seq, last: seq });
    } else {
      stretch.first = Math.min(stretch.first, seq);
      stretch.last = Math.max(stretch.last, seq);
    }
  }
  return [...by.values()];
}

export interface Fault extends ProofFault {
  accountId: number;
}

interface Finding {
  status: "looking" | "VERIFIED" | "UNPROVEN" | "BROKEN" | "unanswered";
  /** Accounts that were looked at. */
  looked: number;
  /** Events that are too new to be chained. */
  unchained: number;
  faults: Fault[];
  checkpoint?: Proof["checkpoint"];
  refusal?: string;
}

const NOTHING: Finding = { status: "looking", looked: 0, unchained: 0, faults: [] };
const EVENTS = 5000;
const AT_ONCE = 2;
/** Within a second or two what is new is chained; it is asked for ever more seldom. */
const AGAIN_AFTER = 1500;
const AGAIN_MAX = 15_000;
/** More accounts than these are proved when somebody asks for it. */
const UNASKED_MAX = 5;
const FAULTS_SHOWN = 50;

async function prove(all: readonly Stretch[], told: (finding: Finding) => boolean): Promise<Finding> {
  let finding = NOTHING;
  const tell = (by: Partial<Finding>) => {
    finding = { ...finding, ...by };
    return told(finding);
  };
  await each([...all], AT_ONCE, async ({ accountId, first, last }) => {
    try {
      for (let from: number | undefined = first; from !== undefined && told(finding); ) {
        const seen: Proof = await get<Proof>(`/accounts/${accountId}/proof?from=${from}&to=${last}&limit=${EVENTS}`);
        const unchained = Math.max(0, seen.to - Math.max(seen.chainedTo, seen.from - 1));
        tell({
          unchained: finding.unchained + unchained,
          faults: [...finding.faults, ...seen.faults.map((fault) => ({ ...fault, accountId }))],
          checkpoint: seen.checkpoint ?? finding.checkpoint,
        });
        from = seen.next;
      }
    } catch (why) {
      tell({ refusal: words(why) });
    }
    tell({ looked: finding.looked + 1 });
  });
  const status =
    finding.faults.length > 0 ? "BROKEN" : finding.refusal !== undefined ? "unanswered" : finding.unchained > 0 ? "UNPROVEN" : "VERIFIED";
  return { ...finding, status };
}

/** What the server's chain says of the logs that are shown. */
export function useProof(all: readonly Stretch[], key: string): { finding: Finding | null; ask: () => void } {
  const [finding, setFinding] = useState<Finding | null>(null);
  const [asked, setAsked] = useState("");
  const due = all.length > 0 && (all.length <= UNASKED_MAX || asked === key);
  useEffect(() => {
    let here = true;
    setFinding(null);
    if (!due) {
      return;
    }
    void (async () => {
      for (let tries = 0; here; tries++) {
        const found = await prove(all, (now) => {
          if (here && tries === 0) {
            setFinding(now);
          }
          return here;
        });
        if (!here) {
          return;
        }
        setFinding(found);
        if (found.status !== "UNPROVEN" && found.status !== "unanswered") {
          return;
        }
        await sleep(Math.min(AGAIN_AFTER * (tries + 1), AGAIN_MAX));
      }
    })();
    return () => {
      here = false;
    };
  }, [key, due]);
  return { finding, ask: () => setAsked(key) };
}

const TONES: Record<Finding["status"], Tone> = { looking: "busy", VERIFIED: "good", UNPROVEN: "warn", BROKEN: "bad", unanswered: "warn" };

function said(finding: Finding, all: readonly Stretch[]): string {
  const [one] = all;
  const what = all.length === 1 && one ? `Chain of ${count(one.first)} to ${count(one.last)}` : `Chains of ${plural(all.length, "account")}`;
  switch (finding.status) {
    case "looking":
      return all.length === 1 ? `${what}: computing` : `${what}: computing, ${count(finding.looked)} done`;
    case "VERIFIED":
      return `${what} verified`;
    case "UNPROVEN":
      return `${what}: the newest ${plural(finding.unchained, "event")} not chained yet`;
    case "BROKEN":
      return `${what} broken`;
    case "unanswered":
      return `${what} not verified: ${finding.refusal}`;
  }
}

const INKS: Partial<Record<Tone, string>> = { good: "good-text", bad: "bad-text", warn: "warn-text" };

/** In one line. */
export function ProofLine(props: { all: readonly Stretch[]; finding: Finding | null; ask: () => void }) {
  const { all, finding } = props;
  if (all.length === 0) {
    return null;
  }
  if (finding === null) {
    return (
      <button type="button" class="link" onClick={props.ask}>
        Verify the chains of {plural(all.length, "account")}
      </button>
    );
  }
  const tone = TONES[finding.status];
  const { checkpoint } = finding;
  return (
    <span class={`kind ${INKS[tone] ?? "quiet"}`} role="status">
      <Mark tone={tone} />
      {said(finding, all)}
      {checkpoint && finding.status !== "BROKEN" && (
        <span class="quiet">
          {" "}
          · in checkpoint {count(checkpoint.number)}, {checkpoint.keyId === undefined ? "unsigned" : "signed"}
          {checkpoint.deliveredAt === undefined ? "" : ", delivered"}
        </span>
      )}
    </span>
  );
}

/** Each place where the log is not what was chained. */
export function Faults(props: { faults: readonly Fault[]; name: (accountId: number) => string; show: (fault: Fault) => void }) {
  const { faults } = props;
  if (faults.length === 0) {
    return null;
  }
  return (
    <Notice tone="bad" urgent>
      <strong>The log is not what it was when it was new.</strong> Keep the database as it is, and compare with <code>unwind check</code> and what was kept
      elsewhere.
      <ul class="faults">
        {faults.slice(0, FAULTS_SHOWN).map((fault, i) => (
          <li key={i}>
            <strong>{props.name(fault.accountId)}</strong>
            {fault.seq === undefined ? (
              ""
            ) : (
              <>
                {" "}
                <button type="button" class="link" onClick={() => props.show(fault)}>
                  No. {count(fault.seq)}
                  {fault.kind === undefined ? "" : `, ${lower(fault.kind)}`}
                </button>
              </>
            )}
            : {fault.seq === undefined ? sentence(fault.message) : fault.message}
          </li>
        ))}
      </ul>
      {faults.length > FAULTS_SHOWN && <p>{count(faults.length - FAULTS_SHOWN)} more.</p>}
    </Notice>
  );
}
