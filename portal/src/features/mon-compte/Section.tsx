import { useId, type ReactNode, type Ref } from "react";

interface Props {
  title: string;
  /** Beside the heading. */
  aside?: ReactNode;
  /** Where the focus goes when what held it is gone. */
  headingRef?: Ref<HTMLHeadingElement>;
  children: ReactNode;
}

/** A part of « Mon compte ». */
export function Section({ title, aside, headingRef, children }: Props) {
  const id = useId();
  return (
    <section className="account-section" aria-labelledby={id}>
      <div className="account-section-head">
        <h2 id={id} ref={headingRef} tabIndex={-1}>
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
