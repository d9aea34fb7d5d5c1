import { useEffect, useState, type ComponentType, type ReactNode } from 'react';

/**
 * What is loaded when it is first shown, or once it is started. Not React's `lazy`: that needs a Suspense, and whatever
 * follows the fallback of one is held back until 300 ms after it.
 * @param waiting stands in its place until it is there, or makes of its properties what does
 */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
  waiting: ReactNode | ((props: P) => ReactNode) = null,
) {
  let come: ComponentType<P> | null = null;
  const start = async (): Promise<void> => {
    come ??= await load();
  };
  function Later(props: P) {
    const [Part, setPart] = useState(() => come);
    const [fault, setFault] = useState<Error | null>(null);
    useEffect(() => {
      if (Part === null) start().then(() => setPart(() => come), setFault);
    }, [Part]);
    if (fault) throw fault;
    if (Part) return <Part {...props} />;
    return typeof waiting === 'function' ? waiting(props) : waiting;
  }
  return Object.assign(Later, { start });
}
