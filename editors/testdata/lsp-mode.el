;;; lsp-mode, with the file that is shipped -*- lexical-binding: t; -*-
(load (expand-file-name "lib.el" (getenv "TESTDATA")) nil t)
(require 'python)
(require 'lsp-mode)
(require 'lsp-diagnostics nil t)
(require 'flymake)
(setq lsp-auto-guess-root t lsp-enable-file-watchers nil lsp-restart 'ignore lsp-enable-snippet nil
      lsp-warn-no-matched-clients nil lsp-session-file (expand-file-name "session" (make-temp-file "lsp" t)) lsp-lens-enable nil lsp-modeline-workspace-status-enable nil lsp-headerline-breadcrumb-enable nil
      lsp-modeline-diagnostics-enable nil lsp-modeline-code-actions-enable nil lsp-idle-delay 0.1
      lsp-diagnostics-provider :none
      lsp-enabled-clients '(mlf-lsp))
(lsp-workspace-folders-add default-directory)

(defun t-found ()
  "The lines and codes of the diagnostics of this buffer."
  (mapconcat #'identity
             (sort (mapcar (lambda (d)
                             (format "%s:%d" (lsp:diagnostic-code? d)
                                     (1+ (lsp:position-line (lsp:range-start (lsp:diagnostic-range d))))))
                           (gethash (lsp--fix-path-casing buffer-file-name) (lsp-diagnostics)))
                   #'string<)
             " "))

(find-file "liver_seg/utils/seeding.py")
(lsp)
(t-wait "the server is here" (lambda () (and (lsp-workspaces) (eq 'initialized (lsp--workspace-status (car (lsp-workspaces)))))))
(t-check (eq 'mlf-lsp (lsp--client-server-id (lsp--workspace-client (car (lsp-workspaces))))) (format "Emacs %s, lsp-mode" emacs-version))
(t-wants "MLF202:19 MLF204:18 MLF207:18" #'t-found)
(goto-char (point-min))
(forward-line 18)
(back-to-indentation)
(let ((hover (lsp-request "textDocument/hover" (lsp--text-document-position-params))))
  (t-check (string-match-p "MLF202" (format "%S" hover)) "the card tells of the rule"))
(let ((fix (seq-find (lambda (a) (string-match-p "benchmark off" (lsp:code-action-title a)))
                     (lsp-code-actions-at-point))))
  (t-check fix "there is a fix")
  (lsp-execute-code-action fix))
(t-wait "the fix is in the text" (lambda () (string-match-p "benchmark = False" (buffer-string))))
(t-wants "MLF204:18 MLF207:18" #'t-found)
(save-buffer)
(lsp-workspace-shutdown (car (lsp-workspaces)))
(t-wait "the server is gone" (lambda () (null (lsp-workspaces))))
(kill-emacs 0)
