;;; test-dixit-manual.el --- The manual says what there is, and no more  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Code:

(require 'dixit-test)
(require 'dixit-batch)
(require 'dixit-manual)

;; All of the package, and of what its modes are derived from.
(dolist (file (directory-files (expand-file-name "lisp" dixit-test-root) nil "\\`dixit.*\\.el\\'"))
  (require (intern (file-name-sans-extension file))))

(defconst test-dixit-manual
  (with-temp-buffer
    (insert-file-contents (expand-file-name "doc/dixit.texi" dixit-test-root))
    (buffer-string))
  "The source of the manual.")

(defun test-dixit-manual-all (regexp &optional text)
  "Return what the first groups of REGEXP match in TEXT, by default the manual."
  (let ((text (or text test-dixit-manual))
        (case-fold-search nil) (at 0) all)
    (while (string-match regexp text at)
      (push (match-string 1 text) all)
      (setq at (match-end 0)))
    (nreverse all)))

(defun test-dixit-manual-node (name)
  "Return the source of the node called NAME."
  (let ((start (string-match (format "^@node %s$" name) test-dixit-manual)))
    (should start)
    (substring test-dixit-manual start (string-match "^@node " test-dixit-manual (1+ start)))))

(defun test-dixit-manual-symbols (predicate)
  "Return the names of the public symbols of Dixit for which PREDICATE holds."
  (let (all)
    (mapatoms (lambda (symbol)
                (let ((name (symbol-name symbol)))
                  (and (string-match-p "\\`\\(?:global-\\)?dixit\\(?:-\\|\\'\\)" name)
                       (not (string-search "--" name))
                       (not (string-suffix-p "-menu" name))
                       (funcall predicate symbol)
                       (push name all)))))
    (sort all #'string<)))

(defun test-dixit-manual-same (manual there)
  "Check that MANUAL has the names that THERE has, each once."
  (should (equal (list 'not-in-the-manual (cl-set-difference there manual :test #'equal)
                       'not-there (cl-set-difference manual there :test #'equal)
                       'twice (cl-remove-if (lambda (name) (= 1 (cl-count name manual :test #'equal)))
                                            manual))
                 '(not-in-the-manual nil not-there nil twice nil))))

(ert-deftest test-dixit-manual-commands ()
  "Every command is in doc/dixit.texi as a @deffn, and every one there exists."
  (test-dixit-manual-same (test-dixit-manual-all "^@deffnx? Command \\(\\S-+\\)$")
                          (test-dixit-manual-symbols #'commandp)))

(ert-deftest test-dixit-manual-options ()
  "Every user option is in doc/dixit.texi as a @defopt, and every one there exists."
  (test-dixit-manual-same (test-dixit-manual-all "^@defoptx? \\(\\S-+\\)$")
                          (test-dixit-manual-symbols #'custom-variable-p)))

(ert-deftest test-dixit-manual-faces ()
  "Every face is in the manual, and every one there exists."
  (let ((named (cl-mapcan (lambda (line) (test-dixit-manual-all "\\(dixit-[a-z0-9-]+\\)" line))
                          (test-dixit-manual-all "^@item \\(dixit-.*\\)$"
                                                 (test-dixit-manual-node "Faces")))))
    (dolist (name named)
      (should (facep (intern name))))
    (dolist (name (test-dixit-manual-symbols #'facep))
      (should (member (if (string-match "-[2-7]\\'\\|\\(?:quote\\|paraphrase\\)-8\\'" name)
                          (concat (substring name 0 -1) "1")
                        name)
                      named)))))

(ert-deftest test-dixit-manual-functions ()
  "Every function and variable that is explained exists."
  (dolist (name (test-dixit-manual-all "^@defun \\(\\S-+\\)"))
    (should (fboundp (intern name))))
  (dolist (name (test-dixit-manual-all "^@defvar \\(\\S-+\\)"))
    (should (boundp (intern name))))
  ;; What is mentioned as code is there, too.
  (should-not (cl-remove-if (lambda (name)
                              (let ((symbol (intern name)))
                                (or (fboundp symbol) (boundp symbol) (facep symbol))))
                            (test-dixit-manual-all "@code{\\(dixit-[a-z-]+\\)}"))))

(ert-deftest test-dixit-manual-keys ()
  "The keys in tables run what the manual says that they run."
  (let ((rows 0) map)
    ;; The first list gives its keymap a parent.
    (with-temp-buffer (dixit-quotes-mode))
    (with-temp-buffer
      (insert test-dixit-manual)
      (goto-char (point-min))
      (while (re-search-forward "^@c keymap: \\(\\S-+\\)$\\|^@item @kbd{\\([^}]+\\)} @tab @code{\\([^}]+\\)}" nil t)
        (if (match-string 1)
            (setq map (symbol-value (intern (match-string 1))))
          (cl-incf rows)
          (should (equal (list (match-string 2)
                               (lookup-key map (kbd (string-replace "@@" "@" (match-string 2)))))
                         (list (match-string 2) (intern (match-string 3))))))))
    (should (> rows 30))
    ;; And none is left out.
    (map-keymap (lambda (_key command)
                  (should (string-search (format "@tab @code{%s}\n" command) test-dixit-manual)))
                dixit-command-map)))

(ert-deftest test-dixit-manual-batch ()
  "Every option, format and field of the command line is in its chapter."
  (test-dixit-manual-same
   (mapcar (lambda (name) (string-remove-suffix " " name))
           (test-dixit-manual-all "^@itemx? --\\([a-z-]+\\)" (test-dixit-manual-node "Options")))
   (delete-dups (test-dixit-manual-all "^  --\\([a-z-]+\\)" (dixit-batch--help))))
  (test-dixit-manual-same
   (test-dixit-manual-all "^@itemx? \\([a-z]+\\)$" (test-dixit-manual-node "Formats"))
   (mapcar #'car dixit-batch-formats))
  ;; Some fields are in several sections.
  (test-dixit-manual-same
   (delete-dups (test-dixit-manual-all "^@itemx? \\([a-z_]+\\)$" (test-dixit-manual-node "Fields")))
   (delete-dups (mapcar #'symbol-name
                        (cl-mapcan (lambda (section) (dixit-record-names (car section)))
                                   dixit-record-fields)))))

(ert-deftest test-dixit-manual-json ()
  "Every key of the schema is in its chapter, and no other."
  (skip-unless (dixit-test-module-p))
  (pcase-let* ((`(,_ ,output ,_) (dixit-test-batch "--format=jsonl" (dixit-test-article "typos")))
               (json (car (dixit-test-parse output)))
               (node (test-dixit-manual-node "JSON"))
               (keys nil))
    (dolist (pair json)
      (push (symbol-name (car pair)) keys)
      (when (consp (cdr pair))
        (setq keys (append (mapcar (lambda (key) (symbol-name (car key))) (cadr pair)) keys))))
    (should (> (length keys) 30))
    (should-not (cl-set-exclusive-or
                 (append '("depth")     ; of marks, in running text
                         (test-dixit-manual-all "^@itemx? \\([a-z_]+\\)$" node))
                 keys :test #'equal))))

(ert-deftest test-dixit-manual-checks ()
  "Every check is in its chapter, and no other."
  (let (codes)
    (dolist (file (directory-files (expand-file-name "module/check" dixit-test-root) t "\\.c\\'"))
      (with-temp-buffer
        (insert-file-contents file)
        (setq codes (append (test-dixit-manual-all
                             "dx_finding ([^\"]*\"\\([a-z-]+\\)\"" (buffer-string))
                            codes))))
    (test-dixit-manual-same
     (test-dixit-manual-all "^@item \\([a-z-]+\\)$" (test-dixit-manual-node "Checks"))
     (delete-dups codes))))

(ert-deftest test-dixit-manual-show ()
  "The manual is shown from where it is made, and listed among the others."
  (skip-unless (executable-find "makeinfo"))
  (dixit-test-in-directory
    (should (eql 0 (call-process (expand-file-name "make/manual.sh" dixit-test-root) nil nil nil
                                 "info" directory)))
    (let ((dixit-module-directory directory))
      (save-window-excursion
        (dixit-manual)
        (should (string-search "Dixit" (buffer-string)))
        (Info-goto-node "Capitals and Buildings")
        (should (string-search "Kremlin" (buffer-string)))
        (kill-buffer)))
    (let ((Info-directory-list (list directory))
          (Info-additional-directory-list nil)
          (Info-dir-contents nil))
      (save-window-excursion
        (info "(dir)Top")
        (should (string-search "* Dixit: (dixit)." (buffer-string)))
        (Info-goto-node "(dixit)Lists")
        (should (string-search "dixit-list-quotes" (buffer-string)))
        (kill-buffer)))))

(ert-deftest test-dixit-manual-missing ()
  "Where there is no manual, it is said how to get it."
  (dixit-test-in-directory
    (let ((dixit-module-directory directory)
          (dixit--directory directory)
          (Info-directory-list (list directory))
          (Info-additional-directory-list nil))
      (should (string-search "make info"
                             (cadr (should-error (dixit-manual) :type 'user-error)))))))

;;; test-dixit-manual.el ends here
