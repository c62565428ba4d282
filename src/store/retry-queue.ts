/** What a store is to be told and could not be told yet. */
export interface Debts {
  /** Does it; what fails is remembered, to be done later, and rejects. Doing it twice must be harmless. */
  owe(work: () => Promise<void>): Promise<void>;
  /** Tries all that is remembered once more, unless that is under way already. */
  pay(): void;
  /** Forgets everything. */
  drop(): void;
}

/** What is owed beyond so many is not remembered: those uses are in doubt once their lease is over. */
const mostDebts = 10_000;
const payEveryMs = 1_000;

/** Nothing owed yet. What is remembered is tried once a second, and whenever `pay` is called. */
export function createDebts(): Debts {
  const owed = new Set<() => Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let isPaying = false;
  const drop = (): void => {
    clearInterval(timer);
    timer = undefined;
    owed.clear();
  };
  const pay = (): void => {
    if (isPaying || owed.size === 0) return;
    isPaying = true;
    const paying = [...owed].map((work) =>
      work().then(
        () => void owed.delete(work),
        () => undefined,
      ),
    );
    void Promise.all(paying).then(() => {
      isPaying = false;
      if (owed.size === 0) drop();
    });
  };
  return {
    owe(work) {
      return work().catch((error: unknown) => {
        if (owed.size < mostDebts) owed.add(work);
        timer ??= setInterval(pay, payEveryMs).unref();
        throw error;
      });
    },
    pay,
    drop,
  };
}
