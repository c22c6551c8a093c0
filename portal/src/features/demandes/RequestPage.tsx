import { Stepper } from "@codegouvfr/react-dsfr/Stepper";
import { useEffect, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { api, ask } from "../../api/client";
import { Refusal } from "../../api/refusal";
import { paths } from "../../app/paths";
import { Page } from "../../shared/Page";
import { useUnsaved } from "../../shared/useUnsaved";
import { FollowBox } from "./FollowBox";
import { bodyOf, EMPTY, faultsOfStep, firstFaulty, STEPS, SUMMARY, withoutStep, type Faults } from "./requests";
import { AdministratorStep, DelegateStep, OrganisationStep, ProcessesStep } from "./steps";
import { SummaryStep } from "./SummaryStep";
import "./requests.css";

/** Nothing that was typed is kept anywhere but in the page: it is about people. */
export function Component() {
  const [draft, setDraft] = useState(EMPTY);
  const [reached, setReached] = useState(1);
  const [faults, setFaults] = useState<Faults>({});
  const [isSent, setIsSent] = useState(false);
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const leaving = useUnsaved(JSON.stringify(draft) !== JSON.stringify(EMPTY) && !isSent);
  const step = Math.max(1, Math.min(Number(search.get("etape")) || 1, reached));
  const steps = useRef<HTMLDivElement>(null);
  useFocusOnStep(steps, step, Object.keys(faultsOfStep(faults, step)).length > 0);

  const goTo = (next: number) => {
    setReached(Math.max(reached, next));
    setSearch(next === 1 ? "" : `etape=${next}`);
  };
  const onNext = () => {
    const left = withoutStep(faults, step);
    setFaults(left);
    goTo(firstFaulty(left) ?? (reached === SUMMARY ? SUMMARY : step + 1));
  };
  const send = async () => {
    try {
      const { reference } = await ask(api.POST("/portal/v1/requests", { body: bodyOf(draft) }));
      setIsSent(true);
      await navigate(paths.followedRequest(reference), { state: { isNew: true } });
    } catch (error) {
      const first = error instanceof Refusal ? firstFaulty(error.messageByField) : null;
      if (!(error instanceof Refusal) || first === null) throw error;
      setFaults(error.messageByField);
      goTo(first);
    }
  };
  const common = { draft, faults: faultsOfStep(faults, step), isSummed: reached === SUMMARY, keep: setDraft, onNext, onBack: () => goTo(step - 1) };
  const title = STEPS[step - 1]?.title ?? "";
  const nextTitle = STEPS[step]?.title;
  return (
    <Page
      title="Demande d'abonnement"
      windowTitle={`${title} (étape ${step} sur ${SUMMARY}) – Demande d'abonnement`}
      lead={step === 1 ? <p>Pour que votre organisation reçoive les télédossiers d'une ou de plusieurs démarches en ligne. L'abonnement n'est pas payant pour les communes.</p> : undefined}
    >
      <div ref={steps} className="steps">
        <Stepper currentStep={step} stepCount={SUMMARY} title={title} {...(nextTitle === undefined ? {} : { nextTitle })} />
      </div>
      {step === 1 && <OrganisationStep {...common} onBack={undefined} />}
      {step === 2 && <AdministratorStep {...common} />}
      {step === 3 && <DelegateStep {...common} />}
      {step === 4 && <ProcessesStep {...common} />}
      {step === SUMMARY && <SummaryStep draft={draft} send={send} onEdit={goTo} />}
      {step === 1 && <FollowBox />}
      {leaving}
    </Page>
  );
}

/** Another step is shown: its title is read out, unless a fault of it was focused. */
function useFocusOnStep(zone: React.RefObject<HTMLDivElement | null>, step: number, isFaulty: boolean) {
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    window.scrollTo(0, 0);
    if (isFaulty) return;
    const heading = zone.current?.querySelector("h2");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }, [zone, step, isFaulty]);
}
