;;; test-dixit-module.el --- Building, loading and calling the module  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Code:

(require 'dixit-test)

(declare-function dixit--mod-analyze "dixit-module.so")
(declare-function dixit--mod-free "dixit-module.so")
(declare-function dixit--mod-length "dixit-module.so")
(declare-function dixit--mod-quotes "dixit-module.so")
(declare-function dixit--mod-version "dixit-module.so")
(declare-function dixit--mod-entities "dixit-module.so")
(declare-function dixit--mod-mentions "dixit-module.so")
(declare-function dixit--mod-json "dixit-module.so")
(declare-function dixit--mod-record "dixit-module.so")

(defmacro test-dixit-module-unloaded (&rest body)
  "Do BODY as an Emacs would that has not loaded the module, in a new directory.
That directory, `directory', is where the built module is looked for."
  (declare (indent 0) (debug t))
  `(dixit-test-in-directory
     (let ((dixit-module-directory directory)
           (dixit--analyzer nil)
           (dixit--module-failure nil)
           (loaded (and (fboundp 'dixit--mod-version)
                        (symbol-function 'dixit--mod-version))))
       (fmakunbound 'dixit--mod-version)
       (unwind-protect (progn ,@body)
         (when loaded
           (fset 'dixit--mod-version loaded))))))

(defun test-dixit-module-pretend (directory version)
  "Make DIRECTORY look as if it held a module of VERSION, which is no module."
  (dixit-test-write (expand-file-name (concat "dixit-module" module-file-suffix) directory)
                    "no module")
  (dixit-test-write (expand-file-name "dixit-module.version" directory)
                    (concat version "\n")))

(defun test-dixit-module-program (name script)
  "Write SCRIPT as the program NAME into `default-directory'/bin; return that."
  (let ((file (expand-file-name (concat "bin/" name))))
    (make-directory "bin" t)
    (dixit-test-write file (concat "#!/bin/sh\n" script))
    (set-file-modes file #o755)
    (file-name-directory file)))

(defun test-dixit-module-error ()
  "Return what `dixit-module-ensure' fails with."
  (cadr (should-error (dixit-module-ensure) :type 'dixit-error)))

;;;; Without the module

(ert-deftest test-dixit-module-load-is-quiet ()
  "Loading the Lisp loads no module, builds nothing and says nothing."
  (should (equal (dixit-test-shell
                  (mapconcat #'shell-quote-argument
                             (list dixit-test-emacs "-Q" "--batch" "-L"
                                   (expand-file-name "lisp" dixit-test-root)
                                   "-l" "dixit-document" "--eval"
                                   "(when (fboundp 'dixit--mod-version) (kill-emacs 3))")
                             " "))
                 '(0 "" ""))))

(ert-deftest test-dixit-module-missing ()
  "In batch nothing is built: the error says what to do."
  (test-dixit-module-unloaded
    (should-not (dixit-module-ready-p))
    (should (string-match-p "not built; say `make build'" (test-dixit-module-error)))
    (should-not (directory-files directory nil "[^.]"))))

(ert-deftest test-dixit-module-stale ()
  "The version is read before the module is loaded."
  (test-dixit-module-unloaded
    (test-dixit-module-pretend directory "0.0.9")
    (should-not (dixit-module-ready-p))
    (should (string-match-p "version 0\\.0\\.9, not" (test-dixit-module-error)))))

(ert-deftest test-dixit-module-not-one ()
  "A file that is no module is an error of ours, with a mend."
  (test-dixit-module-unloaded
    (test-dixit-module-pretend directory dixit-module-version)
    (should (string-match-p "cannot be loaded: .*make clean build" (test-dixit-module-error)))))

(ert-deftest test-dixit-module-version-without-module ()
  "A version alone does not pass for a module."
  (test-dixit-module-unloaded
    (dixit-test-write "dixit-module.version" dixit-module-version)
    (should-not (dixit--version-on-disk))))

(ert-deftest test-dixit-module-loaded-and-old ()
  "One that is loaded cannot be replaced."
  (test-dixit-module-unloaded
    (fset 'dixit--mod-version (lambda () "0.0.1"))
    (unwind-protect
        (progn
          (should-not (dixit-module-ready-p))
          (should (string-match-p "restart Emacs" (test-dixit-module-error))))
      (fmakunbound 'dixit--mod-version))))

(ert-deftest test-dixit-module-build-fails ()
  "The compiler's words are shown with the mend, and once is enough."
  (test-dixit-module-unloaded
    (let* ((bin (test-dixit-module-program
                 "gmake" (format "echo run >>%s\necho oh.c:1:2: error: dear\nexit 2\n"
                                 (expand-file-name "runs"))))
           (exec-path (cons bin exec-path))
           (dixit-module-build-in-batch t)
           (standard-error-lines nil))
      (cl-letf (((symbol-function 'external-debugging-output)
                 (lambda (c) (push c standard-error-lines))))
        (should (string-match-p "cannot be built" (test-dixit-module-error))))
      (with-current-buffer "*dixit-build*"
        (should (derived-mode-p 'compilation-mode))
        (dolist (words '("oh.c:1:2: error: dear" "module" "apt-get install" "dnf install"
                         "pacman -S" "brew install"))
          (should (string-search words (buffer-string)))))
      (should standard-error-lines)
      (should (string-match-p "cannot be built" (test-dixit-module-error)))
      (should (equal (dixit-test-read "runs") "run\n"))
      (kill-buffer "*dixit-build*"))))

(ert-deftest test-dixit-module-build-does-nothing ()
  "A make that makes nothing is an error too."
  (test-dixit-module-unloaded
    (let ((exec-path (cons (test-dixit-module-program "gmake" "exit 0\n") exec-path))
          (dixit-module-build-in-batch t))
      (should (string-match-p "made a module of version none" (test-dixit-module-error)))
      (kill-buffer "*dixit-build*"))))

(ert-deftest test-dixit-module-build-command ()
  (test-dixit-module-unloaded
    (let ((command (dixit--build-command)))
      (should (member "module" command))
      (should (member (concat "B=" (directory-file-name directory)) command))
      (should (member (concat "EMACS=" dixit-test-emacs) command))))
  (let ((dixit-module-directory nil))
    (should-not (seq-find (lambda (word) (string-prefix-p "B=" word))
                          (dixit--build-command)))))

(ert-deftest test-dixit-module-no-make ()
  (test-dixit-module-unloaded
    (let ((exec-path nil)
          (dixit-module-build-in-batch t))
      (should (string-match-p "no make" (test-dixit-module-error))))))

(ert-deftest test-dixit-module-doctor-finds ()
  "The doctor names what is wrong and how to mend it, and fails of nothing."
  (test-dixit-module-unloaded
    (let ((report (dixit--doctor-report)))
      (dolist (words '("to mend" "Emacs  " "Module support" "GNU make" "C compiler"
                       "emacs-module.h" "pkg-config" "PCRE2" "jansson" "Model"
                       "MEND Module on disk" "make build"))
        (should (string-search words report))))
    (let* ((exec-path nil)
           (report (dixit--doctor-report)))
      (should (string-search "MEND GNU make" report))
      (should (string-search "apt-get install" report)))
    (test-dixit-module-pretend directory "0.0.9")
    (should (string-search (format "version 0.0.9, and %s is needed" dixit-module-version)
                           (dixit--doctor-report)))
    (test-dixit-module-pretend directory dixit-module-version)
    (should (string-search "MEND Analysis" (dixit--doctor-report)))))

;;;; With it

(defun test-dixit-module-analyze (text)
  "Return the module's document of TEXT."
  (let ((analyzer (dixit-module-ensure)))
    (dixit--mod-analyze analyzer text)))

(defun test-dixit-module-says (function &rest arguments)
  "Return the message of the `dixit-error' that FUNCTION fails with on ARGUMENTS."
  (cadr (should-error (apply function arguments) :type 'dixit-error)))

(ert-deftest test-dixit-module-is-documented ()
  (skip-unless (dixit-test-module-p))
  (dixit-module-ensure)
  (let (functions)
    (mapatoms (lambda (symbol)
                (when (and (fboundp symbol)
                           (string-prefix-p "dixit--mod-" (symbol-name symbol)))
                  (push symbol functions))))
    (should (> (length functions) 10))
    (dolist (function functions)
      (should (stringp (documentation function)))
      (should (listp (help-function-arglist function t)))
      (dolist (argument (help-function-arglist function t))
        (should-not (string-match-p "\\`arg[0-9]" (symbol-name argument)))))))

(ert-deftest test-dixit-module-versions-agree ()
  (skip-unless (dixit-test-module-p))
  (dixit-module-ensure)
  (should (equal (dixit--mod-version) dixit-module-version))
  (should (equal (dixit--version-on-disk) dixit-module-version)))

(ert-deftest test-dixit-module-analyzer-is-kept ()
  (skip-unless (dixit-test-module-p))
  (should (eq (dixit-module-ensure) (dixit-module-ensure))))

(ert-deftest test-dixit-module-model ()
  "A model that is missing, not one, or has a name of many bytes."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (let ((dixit--analyzer nil)
          (model (dixit--model-file)))
      (let ((dixit-model-file (expand-file-name "none")))
        (should (string-search "cannot be read" (test-dixit-module-error))))
      (let ((dixit-model-file (expand-file-name "née")))
        (copy-file model dixit-model-file)
        (should (dixit-module-ensure)))
      (should (string-search "dixit-doctor"
                             (progn (dixit-test-write "not" "no model at all")
                                    (let ((dixit-model-file (expand-file-name "not")))
                                      (test-dixit-module-error)))))
      (let ((dixit-model-file model))
        (should (dixit-module-ensure))))))

(ert-deftest test-dixit-module-pointers ()
  "Only documents are documents, and only until they are freed."
  (skip-unless (dixit-test-module-p))
  (let ((document (test-dixit-module-analyze "Nothing.")))
    (should (= (dixit--mod-length document) 8))
    (should (string-search "not a document"
                           (test-dixit-module-says #'dixit--mod-length (dixit-module-ensure))))
    (should (string-search "not an analyzer"
                           (test-dixit-module-says #'dixit--mod-analyze document "x")))
    (dolist (other (list nil 3 "x" [] 'document))
      (should (string-search "not a document"
                             (test-dixit-module-says #'dixit--mod-quotes other))))
    (dixit--mod-free document)
    (dolist (function '(dixit--mod-length dixit--mod-mentions dixit--mod-entities
                        dixit--mod-quotes dixit--mod-marks dixit--mod-checks dixit--mod-free))
      (should (string-search "freed" (test-dixit-module-says function document))))
    (should (string-search "freed" (test-dixit-module-says #'dixit--mod-json document nil nil #'ignore)))))

(ert-deftest test-dixit-module-strings ()
  (skip-unless (dixit-test-module-p))
  (dolist (case '(("" . 0) ("a" . 1) ("é“”" . 3) ("a\0b" . 3) ("\u00e9\U0001f600" . 2)))
    (dolist (string (list (car case) (encode-coding-string (car case) 'utf-8)))
      (let ((document (test-dixit-module-analyze string)))
        (should (= (dixit--mod-length document) (cdr case)))
        (dixit--mod-free document))))
  ;; Bytes that are not UTF-8: where, and what to do.
  (dolist (case '(("caf\xe9" . "byte 3\\b") ("\xc0\x80" . "byte 0\\b") ("ab\xed\xa0\x80" . "byte 2\\b")
                  ("\xe2\x82" . "byte 0\\b") ("a\xf5" . "byte 1\\b")))
    (let ((says (test-dixit-module-says #'test-dixit-module-analyze (car case))))
      (should (string-match-p (cdr case) says))
      (should (string-match-p "iconv" says))))
  (should-error (test-dixit-module-analyze 'text) :type 'wrong-type-argument)
  (should-error (test-dixit-module-analyze nil) :type 'wrong-type-argument))

(ert-deftest test-dixit-module-json ()
  (skip-unless (dixit-test-module-p))
  (let ((document (test-dixit-module-analyze "“Yes,” Maria Jansen said.")))
    (dolist (page '(nil t))
      (let ((json (dixit-test-json document "a \"b\" é" "\"x\\ty\"" page)))
        (should-not (multibyte-string-p json))
        (should (eq (null page) (= (string-search "\n" json) (1- (length json)))))
        (should (string-suffix-p "}\n" json))
        (let ((parsed (json-parse-string (decode-coding-string json 'utf-8-unix)
                                         :object-type 'alist)))
          (should (equal (alist-get 'file parsed) "a \"b\" é"))
          (should (equal (alist-get 'id parsed) "x\ty")))))
    (dolist (id '("null" "true" "0" "-12" "1.25" "0.1" "\"\"" "9007199254740993"))
      (should (string-search (format ",\"id\":%s," id) (dixit-test-json document nil id))))
    (should (string-search "\"file\":null,\"id\":null," (dixit-test-json document nil nil)))
    (should (string-search "not valid JSON"
                           (test-dixit-module-says #'dixit--mod-json document nil "{" #'ignore)))
    (should (string-search "not valid UTF-8"
                           (test-dixit-module-says #'dixit--mod-json document "\xff" nil #'ignore)))
    (dixit--mod-free document)))

(ert-deftest test-dixit-module-json-pieces ()
  "JSON comes in pieces, and whoever takes them may do anything."
  (skip-unless (dixit-test-module-p))
  (let* ((document (test-dixit-module-analyze
                    (mapconcat (lambda (n) (format "“No,” Ann Marlow %d said." n))
                               (number-sequence 1 4000) "\n\n")))
         (whole (dixit-test-json document nil nil))
         (pieces 0)
         (taker (lambda (wanted)
                  (setq pieces 0)
                  (lambda (piece)
                    (should (eq (multibyte-string-p piece) nil))
                    (should (<= 1 (length piece) (* 64 1024)))
                    (when (= (cl-incf pieces) wanted)
                      (throw 'enough 'enough))))))
    (should (eq nil (dixit--mod-json document nil nil (funcall taker 0))))
    (let ((all pieces))
      (should (> all 10))
      (dolist (wanted (list 1 2 (1- all) all))
        (should (eq (catch 'enough (dixit--mod-json document nil nil (funcall taker wanted)))
                    'enough))
        (should (= pieces wanted))))
    (should (string-search "such is life"
                           (test-dixit-module-says
                            #'dixit--mod-json document nil nil
                            (lambda (_) (signal 'dixit-error '("such is life"))))))
    (should-error (dixit--mod-json document nil nil 'test-dixit-module--no-function)
                  :type 'void-function)
    ;; A quit is seen between pieces.
    (setq pieces 0)
    (should (eq 'quit (condition-case nil
                          (let ((inhibit-quit nil))
                            (dixit--mod-json document nil nil
                                             (lambda (_)
                                               (cl-incf pieces)
                                               (let ((inhibit-quit t))
                                                 (setq quit-flag t)))))
                        (quit 'quit))))
    (should (= pieces 1))
    ;; It is written again while it is written, and cannot be freed.
    (should (string-search "being written"
                           (test-dixit-module-says
                            #'dixit--mod-json document nil nil
                            (lambda (_) (dixit--mod-free document)))))
    (setq pieces 0)
    (dixit--mod-json document nil nil
                     (lambda (_)
                       (when (= (cl-incf pieces) 1)
                         (should (equal (dixit-test-json document nil nil) whole))
                         (garbage-collect)
                         (should-error (dixit--mod-free document) :type 'dixit-error))))
    (should (equal (dixit-test-json document nil nil) whole))
    (dixit--mod-free document)))

(ert-deftest test-dixit-module-record ()
  (skip-unless (dixit-test-module-p))
  (dixit-module-ensure)
  (dolist (case '(("{\"id\":7,\"text\":\"a\"}" "7" "a")
                  ("{\"text\":\"a\\nb\",\"id\":\"x\",\"other\":[1]}\r" "\"x\"" "a\nb")
                  ("{\"text\":\"a\"}" "null" "a")
                  ("{\"id\":0.1,\"text\":\"\"}" "0.1" "")
                  ("{\"id\":true,\"text\":\"a\\u0000b\"}" "true" "a\0b")
                  ("\ufeff{\"id\":\"é\",\"text\":\"é\\u00e9\"}" "\"é\"" "éé")))
    (pcase-let ((`(,id . ,text) (dixit--mod-record (car case))))
      (should (equal (decode-coding-string id 'utf-8-unix) (nth 1 case)))
      (should (equal (decode-coding-string text 'utf-8-unix) (nth 2 case)))))
  (dolist (case '(("[1]" . "an array, not an object") ("3" . "a number, not")
                  ("{}" . "no \"text\"") ("{\"text\":null}" . "null, not a string")
                  ("{\"text\":\"\",\"id\":{}}" . "\"id\" is an object")
                  ("{\"text\":\"a\"" . "column") ("" . "column") ("x" . "column")
                  ("{\"text\":\"\xff\"}" . "column")))
    (should (string-search (cdr case)
                           (test-dixit-module-says #'dixit--mod-record (car case))))))

(ert-deftest test-dixit-module-doctor-is-content ()
  (skip-unless (dixit-test-module-p))
  (let ((report (dixit--doctor-report)))
    (should (string-search "all is well" report))
    (should (string-match-p "ok  Analysis .*Maria Jansen" report))))

(ert-deftest test-dixit-module-quits ()
  "C-g stops an analysis, and a key does under `while-no-input'."
  (skip-unless (dixit-test-module-p))
  (skip-unless (not (eq system-type 'windows-nt)))
  (dixit-test-in-directory
    (dixit-test-write
     "child.el"
     (prin1-to-string
      `(progn
         (add-to-list 'load-path ,(expand-file-name "lisp" dixit-test-root))
         (require 'dixit-document)
         ,(car (read-from-string (dixit-test-variables)))
         (let* ((piece "“The bridge is safe,” Maria Jansen said on Monday in Utrecht.\n\n")
                (text (apply #'concat (make-list 400000 piece)))
                (try (lambda (name function)
                       (write-region "" nil (concat ,directory name ".ready") nil 'quiet)
                       (let* ((start (float-time))
                              (result (condition-case nil (funcall function) (quit 'quit))))
                         (write-region (format "%S %.2f" result (- (float-time) start))
                                       nil (concat ,directory name ".new") nil 'quiet)
                         (rename-file (concat ,directory name ".new")
                                      (concat ,directory name ".done"))))))
           (condition-case nil
               (dixit-module-ensure)
             (error (kill-emacs 1)))
           (funcall try "quit" (lambda () (dixit-analyze-string text) 'finished))
           (funcall try "key"
                    (lambda ()
                      (while-no-input (dixit-analyze-string text) 'finished)))
           (kill-emacs)))))
    (let* ((process-environment (cons "TERM=vt100" process-environment))
           (process (make-process :name "dixit-quit" :connection-type 'pty :noquery t
                                  :command (list dixit-test-emacs "-Q" "-nw" "-l"
                                                 (expand-file-name "child.el")))))
      (cl-flet ((wait (file)
                  (with-timeout (60 (ert-fail (format "no %s" file)))
                    (while (not (file-exists-p file))
                      (should (process-live-p process))
                      (accept-process-output process 0.05)))))
        (unwind-protect
            (progn
              (set-process-window-size process 24 80)
              (pcase-dolist (`(,name ,key) '(("quit" "\C-g") ("key" "x")))
                (wait (concat name ".ready"))
                (accept-process-output process 0.4)
                (sleep-for 0.4)
                (process-send-string process key)
                (wait (concat name ".done"))
                (let ((said (dixit-test-read (concat name ".done"))))
                  ;; Under `while-no-input' the value says so.
                  (should (string-match "\\`\\(quit\\|t\\|nil\\) \\([0-9.]+\\)\\'" said))
                  ;; All of it takes a minute.
                  (should (< (string-to-number (match-string 2 said)) 20)))))
          (delete-process process))))))

;;; test-dixit-module.el ends here
