;;; mlf-lsp.el --- Reproducible machine learning as you type -*- lexical-binding: t; -*-

;; Author: The mlf-lsp authors
;; URL: https://github.com/mlf-core/mlf-lsp
;; Version: 0.1.0
;; Package-Requires: ((emacs "26.3"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; mlf-lsp finds what makes two runs of the same machine-learning code
;; differ.  This file tells Eglot and lsp-mode of its language server,
;; whichever of them is loaded.
;;
;; Eglot runs one server in a buffer: with this file it is mlf-lsp, for
;; Python.  To choose for each project, see `mlf-lsp-eglot'.  With
;; lsp-mode it runs beside other servers.

;;; Code:

(defgroup mlf-lsp nil
  "Reproducible machine learning."
  :group 'tools
  :link '(url-link "https://github.com/mlf-core/mlf-lsp"))

(defcustom mlf-lsp-command '("mlf-lsp" "server")
  "The command line of the language server."
  :type '(repeat string))

(defcustom mlf-lsp-eglot t
  "Whether Eglot starts mlf-lsp for Python.
When this is nil, \\[universal-argument] \\[eglot] starts it after its name was typed."
  :type 'boolean)

(defvar eglot-server-programs)

(with-eval-after-load 'eglot
  (when mlf-lsp-eglot
    (add-to-list 'eglot-server-programs
                 (cons '(python-mode python-ts-mode) mlf-lsp-command))))

(declare-function lsp-register-client "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(defvar lsp-language-id-configuration)

(with-eval-after-load 'lsp-mode
  (dolist (entry '(("/requirements[^/]*\\.txt\\'" . "pip-requirements")
                   ("/MLproject\\'" . "yaml")))
    (add-to-list 'lsp-language-id-configuration entry))
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection (lambda () mlf-lsp-command))
    :activation-fn (lambda (_file mode)
                     (memq mode '(python-mode python-ts-mode)))
    :server-id 'mlf-lsp
    :add-on? t)))

(provide 'mlf-lsp)
;;; mlf-lsp.el ends here
