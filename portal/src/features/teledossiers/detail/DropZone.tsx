import { useEffect, useId, useState, type Ref } from "react";

interface Props {
  label: string;
  hint: string;
  /** What the browser offers to choose among. */
  accept: string;
  isBusy: boolean;
  onFiles: (files: File[]) => void;
  input: Ref<HTMLInputElement>;
}

/** Where files are dropped, or chosen by the browser's own button, which a keyboard reaches. */
export function DropZone({ label, hint, accept, isBusy, onFiles, input }: Props) {
  const [isOver, setOver] = useState(false);
  const id = useId();
  useEffect(() => {
    const stay = (event: DragEvent) => event.preventDefault(); // a file dropped beside would take the page's place
    window.addEventListener("dragover", stay);
    window.addEventListener("drop", stay);
    return () => {
      window.removeEventListener("dragover", stay);
      window.removeEventListener("drop", stay);
    };
  }, []);
  return (
    <div
      className="drop-zone"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(!isBusy);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!isBusy) onFiles([...event.dataTransfer.files]);
      }}
    >
      <div className="fr-upload-group">
        <label className="fr-label" htmlFor={id}>
          {label}
          <span className="fr-hint-text">{hint}</span>
        </label>
        <input
          ref={input}
          id={id}
          className="fr-upload"
          type="file"
          multiple
          accept={accept}
          disabled={isBusy}
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = ""; // the same file may be chosen again
            onFiles(files);
          }}
        />
      </div>
    </div>
  );
}
