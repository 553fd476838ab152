;;; Eglot, with the file that is shipped -*- lexical-binding: t; -*-
(load (expand-file-name "lib.el" (getenv "TESTDATA")) nil t)
(require 'eglot)
(require 'flymake)
(require 'python)
(setq eglot-sync-connect 10 eglot-autoreconnect nil eglot-send-changes-idle-time 0.1
      eglot-confirm-server-initiated-edits nil eglot-confirm-server-edits nil)
(fset 'y-or-n-p (lambda (&rest _) t)) ; Eglot 1.9 asks before it edits

(defun t-found ()
  "The lines of the diagnostics of this buffer, with their codes where Eglot shows them."
  (mapconcat #'identity
             (sort (mapcar (lambda (d) (format "%d" (line-number-at-pos (flymake-diagnostic-beg d))))
                           (flymake-diagnostics))
                   #'string<)
             " "))

(find-file "liver_seg/utils/seeding.py")
(t-check (derived-mode-p 'python-mode) (format "Emacs %s, %s" emacs-version major-mode))
(apply #'eglot (eglot--guess-contact))
(t-wait "the server manages the buffer" #'eglot-managed-p)
(flymake-mode 1)
(flymake-start)
(t-wants "18 18 19" #'t-found)
(let ((d (seq-find (lambda (d) (= 19 (line-number-at-pos (flymake-diagnostic-beg d)))) (flymake-diagnostics))))
  (t-check (string-match-p "benchmark" (flymake-diagnostic-text d)) (flymake-diagnostic-text d))
  (goto-char (flymake-diagnostic-beg d)))
(let* ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams)))
       (text (plist-get (plist-get hover :contents) :value)))
  (t-check (string-match-p "MLF202" text) (concat "the card is\n" text)))
(let* ((actions (append (eglot-code-actions (line-beginning-position) (line-end-position) "quickfix") nil))
       (plain (mapcar (lambda (a) (if (stringp (car-safe a)) (cdr a) a)) actions))
       (fix (seq-find (lambda (a) (string-match-p "benchmark off" (plist-get a :title))) plain)))
  (t-check fix (format "the fix is among %S" (mapcar (lambda (a) (plist-get a :title)) plain)))
  (unless (plist-get fix :edit)
    (setq fix (jsonrpc-request (eglot-current-server) :codeAction/resolve fix)))
  (condition-case nil
      (eglot--apply-workspace-edit (plist-get fix :edit) t)
    (error (eglot--apply-workspace-edit (plist-get fix :edit)))))
(t-check (string-match-p "benchmark = False" (buffer-string)) "the fix is in the text")
(eglot--signal-textDocument/didChange) ; idle timers do not fire in batch
(t-wants "18 18" #'t-found)
(save-buffer)
(eglot-shutdown (eglot-current-server))
(t-check t "shut down")
(kill-emacs 0)
