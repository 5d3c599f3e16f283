// What the page's data is: the types in ../model.go, as JSON. It is for the type checker alone and is no part of the page.

type Status = string;

interface Head {
  title: string;
  state: string;
  caveats?: string[];
  notes?: string[];
  advice?: string[];
  quarantine?: string[];
  facts: [string, string][];
  counts: Record<'Total' | 'Passed' | 'Failed' | 'Skipped' | 'Missing' | 'Flaky' | 'Quarantined', number>;
  wall: number;
  planned?: number;
  root?: string;
  nodes?: RunNode[];
  groups?: Group[];
  files: FeatureFile[];
  attempts: Attempt[];
  chain?: number[];
  steps?: SlowStep[];
  parts: { size: number; scenarios: number; containers: number };
}

interface RunNode { node: number; state: string; scenarios: number; wall: number; later?: boolean }
interface Group { cause: string; members: number[]; more?: number; rerun?: string; first?: boolean }
interface FeatureFile { path: string; title?: string; problem?: string; rerun?: string; scenarios: Scenario[] }

interface Scenario {
  name: string;
  line?: number;
  tags?: string[];
  status: Status;
  ms: number;
  began?: number;
  red?: boolean;
  flaky?: boolean;
  forgiven?: boolean;
  why?: string;
  in?: string;
  earlier?: { in: string; began?: number; ms: number }[];
}

interface Attempt {
  id: string;
  node?: number;
  slot: number;
  class: string;
  files?: string[];
  from: number;
  waited?: number;
  start?: number;
  end?: number;
  to: number;
  planned?: number;
  trouble?: string;
  old?: boolean;
}

interface SlowStep { text: string; count: number; ms: number; most: number }

interface Container {
  exit: number;
  about?: string[];
  advice?: string;
  problems?: string[];
  tail?: string;
  logs?: string[];
  artifacts?: Attachment[];
  services?: { name: string; file: string; says: string }[];
}

interface Detail {
  notes?: string[];
  past?: string;
  steps?: Step[];
  tries?: Try[];
  log?: string;
  attachments?: Attachment[];
  rerun?: string;
}

interface Failure { step?: string; line?: number; message?: string; hook?: string; status: Status }
interface Try { in?: string; status: Status; ms?: number; failure?: Failure; output?: string; from?: string; steps?: Step[] }
interface Step { keyword?: string; text?: string; line?: number; status: Status; began?: number; ms?: number; hook?: boolean }
interface Attachment { path: string; kind: string; size?: number; text?: string; data?: string; gone?: boolean }

// What the script makes of it.

type Leaf = Node | string | number | false | null | undefined;
type Content = Leaf | Content[];

/** A scenario with where it stands. */
interface Item { scenario: Scenario; file: FeatureFile; number: number; at: string; text?: string }

/** A scenario in one attempt. */
interface Ran { item: Item; in: string; began?: number; ms: number; red: boolean; decided: boolean }

/** A run with the ways to find things in it. */
interface Run {
  head: Head;
  items: Item[];
  attempts: Map<string, Attempt>;
  ran: Map<string, Ran[]>; // by the attempt
  detail(item: Item): Promise<Detail>;
  container(attempt: Attempt): Promise<Container>;
}

/** Where the page leads to. */
interface Ways { file(path: string): void; scenario(item: Item): void; tag(tag: string): void }

/** What the timeline shows, and how. Times are those of the run. */
interface Chart {
  run: Run;
  canvas: HTMLCanvasElement;
  bars: Attempt[];
  rows: { node: number; slot: number; bars: Attempt[] }[];
  chain: Set<Attempt>;
  end: number;
  from: number;
  to: number;
  height: number; // of a row
  near: boolean; // steps are shown
  chosen?: Attempt;
  steps: Map<Ran, Step[]>;
  redraw(): void;
}

interface Pen { g: CanvasRenderingContext2D; chart: Chart; color(name: string): string }

/** A part of a bar: its time and its place in the row, in pixels. */
interface Piece { from: number; to: number; y: number; height: number; fill: string }
