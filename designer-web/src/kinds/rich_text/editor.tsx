import {
  BoldOutlined,
  CodeOutlined,
  ItalicOutlined,
  LinkOutlined,
  OrderedListOutlined,
  StrikethroughOutlined,
  UnderlineOutlined,
  UnorderedListOutlined,
} from "@ant-design/icons";
import type { Editor as Tiptap } from "@tiptap/core";
import { EditorContent, useEditor, useEditorState } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { Button, Input as Line } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { asText } from "../../model/value";
import type { InputProps } from "../kind";
import "./editor.css";

const SAFE = /^(?:https?:\/\/|mailto:|tel:)\S+$/i;

/** The tags of docs/spec/kinds.md "Rich text" and no other; the server cleans whatever is sent. */
const EXTENSIONS = [
  StarterKit.configure({
    heading: { levels: [2, 3] },
    horizontalRule: false,
    link: { openOnClick: false, HTMLAttributes: { target: null, rel: null } },
  }),
];

export default function Editor({ value, onChange, id, issues, autoFocus, label }: InputProps) {
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: asText(value),
    autofocus: autoFocus ? "end" : false,
    editorProps: {
      attributes: { "aria-label": label, "aria-multiline": "true", role: "textbox", ...(id && { id }) },
    },
    onUpdate: ({ editor: changed }) => onChange(changed.isEmpty ? undefined : changed.getHTML()),
  });
  return (
    <div className="fw-rich-editor" data-invalid={issues?.length ? true : undefined}>
      {editor && <Tools editor={editor} />}
      <EditorContent editor={editor} className="fw-rich" />
    </div>
  );
}

type Mark = "bold" | "italic" | "underline" | "strike" | "bulletList" | "orderedList" | "blockquote" | "codeBlock";

const MARKS: { mark: Mark; icon: ReactNode; run: (editor: Tiptap) => boolean }[] = [
  { mark: "bold", icon: <BoldOutlined />, run: (editor) => editor.chain().focus().toggleBold().run() },
  { mark: "italic", icon: <ItalicOutlined />, run: (editor) => editor.chain().focus().toggleItalic().run() },
  { mark: "underline", icon: <UnderlineOutlined />, run: (editor) => editor.chain().focus().toggleUnderline().run() },
  { mark: "strike", icon: <StrikethroughOutlined />, run: (editor) => editor.chain().focus().toggleStrike().run() },
  {
    mark: "bulletList",
    icon: <UnorderedListOutlined />,
    run: (editor) => editor.chain().focus().toggleBulletList().run(),
  },
  {
    mark: "orderedList",
    icon: <OrderedListOutlined />,
    run: (editor) => editor.chain().focus().toggleOrderedList().run(),
  },
  { mark: "blockquote", icon: "❝", run: (editor) => editor.chain().focus().toggleBlockquote().run() },
  { mark: "codeBlock", icon: <CodeOutlined />, run: (editor) => editor.chain().focus().toggleCodeBlock().run() },
];

function Tools({ editor }: { editor: Tiptap }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState<string | null>(null);
  const active = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      marks: MARKS.filter(({ mark }) => now.isActive(mark)).map(({ mark }) => mark),
      heading: [2, 3].find((level) => now.isActive("heading", { level })),
      link: now.isActive("link"),
    }),
  });
  const link = () => {
    const href = address?.trim() ?? "";
    if (href === "") editor.chain().focus().extendMarkRange("link").unsetLink().run();
    else if (SAFE.test(href)) editor.chain().focus().extendMarkRange("link").setLink({ href }).run();
    else return;
    setAddress(null);
  };
  return (
    <div className="fw-rich-tools" role="toolbar" aria-label={t("kinds.richTools")}>
      {([2, 3] as const).map((level) => (
        <Button
          key={level}
          size="small"
          type="text"
          aria-label={t(level === 2 ? "kinds.heading" : "kinds.subheading")}
          aria-pressed={active.heading === level}
          onClick={() => editor.chain().focus().toggleHeading({ level }).run()}
        >
          H{level - 1}
        </Button>
      ))}
      {MARKS.map(({ mark, icon, run }) => (
        <Button
          key={mark}
          size="small"
          type="text"
          icon={icon}
          aria-label={t(`kinds.${mark}`)}
          aria-pressed={active.marks.includes(mark)}
          onClick={() => run(editor)}
        />
      ))}
      <Button
        size="small"
        type="text"
        icon={<LinkOutlined />}
        aria-label={t("kinds.link")}
        aria-pressed={active.link}
        onClick={() => setAddress(asText(editor.getAttributes("link").href) || "https://")}
      />
      {address !== null && (
        <Line
          size="small"
          autoFocus
          aria-label={t("kinds.linkAddress")}
          value={address}
          status={address.trim() === "" || SAFE.test(address.trim()) ? undefined : "error"}
          onChange={(event) => setAddress(event.target.value)}
          onPressEnter={(event) => {
            event.preventDefault();
            link();
          }}
          onBlur={() => setAddress(null)}
          onKeyDown={(event) => event.key === "Escape" && setAddress(null)}
        />
      )}
    </div>
  );
}
