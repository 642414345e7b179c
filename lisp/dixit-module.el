;;; dixit-module.el --- Build, load and open Dixit's module  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors

;; SPDX-License-Identifier: GPL-3.0-or-later

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the Free
;; Software Foundation, either version 3 of the License, or (at your option)
;; any later version.

;;; Commentary:

;; The analysis is done by a dynamic module, written in C.  Loading this file
;; builds and loads nothing: the first command that needs the module does, by
;; `dixit-module-ensure'.  `dixit-doctor' says what is wrong when that fails,
;; and how to mend it.
;;
;; A module that is loaded cannot be replaced in a running Emacs.  So the
;; version of the one on disk is written in a file beside it, which is read
;; before the module is.

;;; Code:

(require 'subr-x)

(declare-function dixit--mod-version "dixit-module.so")
(declare-function dixit--mod-open "dixit-module.so")
(declare-function dixit--mod-analyze "dixit-module.so")
(declare-function dixit--mod-free "dixit-module.so")
(declare-function dixit--mod-quotes "dixit-module.so")
(autoload 'dixit-rules-doctor "dixit-rules")

(define-error 'dixit-error "Dixit")

(defconst dixit-module-version "0.1.0"
  "The version of the module that this Lisp works with.")

(defvar dixit--directory
  (let ((here (file-name-directory
               (or load-file-name buffer-file-name default-directory))))
    ;; The sources are beside lisp/; a package manager may have laid all
    ;; files in one directory, or a link to this one in its own.
    (or (seq-find (lambda (directory)
                    (file-exists-p (expand-file-name "module/dixit.h" directory)))
                  (list (expand-file-name ".." here)
                        here
                        (expand-file-name
                         ".." (file-name-directory
                               (file-truename
                                (expand-file-name "dixit-module.el" here))))))
        (expand-file-name ".." here)))
  "The directory of the package, which holds module/ and the Makefile.")

(defcustom dixit-model-file nil
  "The model to use, or nil for the one that comes with the package.
That one is module/model/english.model in the package's directory."
  :type '(choice (const :tag "The package's own" nil) file)
  :risky t
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defcustom dixit-module-directory nil
  "Where the built module is, or nil for build/ in the package's directory.
Set it where the package's directory cannot be written."
  :type '(choice (const :tag "In the package's directory" nil) directory)
  :risky t
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defvar dixit-module-build-in-batch nil
  "Non-nil means that `dixit-module-ensure' builds the module in batch too.
Else a batch Emacs without the module gets an error that says how to build it.")

(defvar dixit--module-failure nil
  "Why the last build failed, a string, or nil.
Until `dixit-module-build' is called nothing tries again, so that a hook or a
timer does not build and fail time after time.")

(defvar dixit--analyzer nil
  "The open analyzer as (MODEL-FILE . ANALYZER), or nil.")

;;;; Where things are

(defun dixit--build-directory ()
  "Return the directory of the built module."
  (file-name-as-directory
   (expand-file-name (or dixit-module-directory "build") dixit--directory)))

(defun dixit--module-file ()
  "Return the name of the built module, whether it exists or not."
  (expand-file-name (concat "dixit-module" module-file-suffix)
                    (dixit--build-directory)))

(defun dixit--model-file ()
  "Return the absolute name of the model in use."
  (expand-file-name (or dixit-model-file "module/model/english.model")
                    dixit--directory))

(defun dixit--version-on-disk ()
  "Return the version of the built module, read from the file beside it, or nil."
  (let ((file (expand-file-name "dixit-module.version"
                                (dixit--build-directory))))
    (when (and (file-readable-p file) (file-exists-p (dixit--module-file)))
      (with-temp-buffer
        (insert-file-contents file)
        (string-trim (buffer-string))))))

(defun dixit--make-program ()
  "Return the name of GNU make, or nil."
  (or (executable-find "gmake") (executable-find "make")))

;;;; Build

(defconst dixit--packages
  '(("Debian, Ubuntu" . "sudo apt-get install build-essential pkg-config \\
                  libpcre2-dev libjansson-dev emacs-common")
    ("Fedora" . "sudo dnf install gcc make pkgconf-pkg-config pcre2-devel \\
                  jansson-devel emacs-devel")
    ("Arch" . "sudo pacman -S base-devel pcre2 jansson")
    ("Homebrew" . "xcode-select --install; brew install make pkgconf pcre2 jansson"))
  "Alist of what brings all that the build needs, by system.")

(defun dixit--mend ()
  "Return text on how to install what the build needs."
  (concat "What the build needs is installed by one of:\n"
          (mapconcat (lambda (entry) (format "  %-15s %s\n" (car entry) (cdr entry)))
                     dixit--packages "")
          "Then say M-x dixit-module-build.  M-x dixit-doctor shows what is missing.\n"))

(defun dixit--build-command ()
  "Return the command that builds the module, a list of strings."
  (append (list (or (dixit--make-program)
                    (signal 'dixit-error
                            (list "There is no make; M-x dixit-doctor says how to get it")))
                "module")
          (when dixit-module-directory
            (list (concat "B=" (directory-file-name (dixit--build-directory)))))
          (list (concat "EMACS=" (expand-file-name invocation-name
                                                   invocation-directory)))))

;;;###autoload
(defun dixit-module-build ()
  "Build Dixit's module, and show the compiler's words if that fails."
  (interactive)
  (unless module-file-suffix
    (signal 'dixit-error '("This Emacs was built without module support")))
  (let* ((default-directory (file-name-as-directory dixit--directory))
         (command (dixit--build-command))
         ;; Nothing may be asked, and nothing fetched, from inside Emacs.
         (process-environment (append '("TERM=dumb" "DIXIT_NO_INSTALL=1")
                                      process-environment))
         (buffer (get-buffer-create "*dixit-build*"))
         status)
    (setq dixit--module-failure nil)
    (with-current-buffer buffer
      (setq default-directory (file-name-as-directory dixit--directory))
      (let ((inhibit-read-only t))
        (erase-buffer)
        (unless (derived-mode-p 'compilation-mode)
          (compilation-mode))
        (insert (mapconcat #'shell-quote-argument command " ") "\n"))
      (let ((inhibit-read-only t)
            (progress (make-progress-reporter "Building Dixit's module...")))
        (setq status (apply #'call-process (car command) nil buffer nil
                            (cdr command)))
        (progress-reporter-done progress)
        (unless (equal status 0)
          (goto-char (point-max))
          (insert "\nThe build failed (" (format "%s" status) ").\n\n" (dixit--mend))
          (goto-char (point-min)))))
    (unless (equal status 0)
      (setq dixit--module-failure
            (concat "The module cannot be built; the buffer *dixit-build* says why,"
                    " M-x dixit-doctor what to do"))
      (if noninteractive
          (princ (with-current-buffer buffer (buffer-string)) #'external-debugging-output)
        (display-buffer buffer))
      (signal 'dixit-error (list dixit--module-failure)))
    (when (and (fboundp 'dixit--mod-version) (called-interactively-p 'interactive))
      (message "The module is built; restart Emacs to use the new one"))))

;;;; Load

(defun dixit--load ()
  "Load the module, after building it where that may be done."
  (unless module-file-suffix
    (signal 'dixit-error
            '("This Emacs was built without module support (--with-modules)")))
  (let ((disk (dixit--version-on-disk)))
    (unless (equal disk dixit-module-version)
      (cond
       ((and noninteractive (not dixit-module-build-in-batch))
        (signal 'dixit-error
                (list (format "%s; say `make build' in %s"
                              (if disk
                                  (format "The module is of version %s, not %s" disk
                                          dixit-module-version)
                                "The module is not built")
                              (abbreviate-file-name
                               (directory-file-name dixit--directory))))))
       (dixit--module-failure
        (signal 'dixit-error (list dixit--module-failure)))
       (t (dixit-module-build)))
      (setq disk (dixit--version-on-disk))
      (unless (equal disk dixit-module-version)
        (setq dixit--module-failure
              (format "The build made a module of version %s where %s is needed"
                      (or disk "none") dixit-module-version))
        (signal 'dixit-error (list dixit--module-failure)))))
  (condition-case err
      (module-load (dixit--module-file))
    (dixit-error (signal (car err) (cdr err)))
    (error
     (signal 'dixit-error
             (list (format "%s cannot be loaded: %s; build it anew by `make clean build'"
                           (abbreviate-file-name (dixit--module-file))
                           (error-message-string err)))))))

(defun dixit-module-ready-p ()
  "Return non-nil if the module can be used without a build.
For what must not start one: a session that is restored, a timer."
  (and module-file-suffix
       (if (fboundp 'dixit--mod-version)
           (equal (dixit--mod-version) dixit-module-version)
         (equal (dixit--version-on-disk) dixit-module-version))
       (file-readable-p (dixit--model-file))))

(defun dixit-module-ensure ()
  "Return the analyzer; build and load the module and open the model at need.
In an interactive Emacs the first call may take the time of a build.  Signal
`dixit-error' with what is wrong and what to do about it."
  (unless (fboundp 'dixit--mod-version)
    (dixit--load))
  (unless (equal (dixit--mod-version) dixit-module-version)
    (signal 'dixit-error
            (list (format (concat "The module that is loaded is of version %s,"
                                  " and %s is needed; restart Emacs")
                          (dixit--mod-version) dixit-module-version))))
  (let ((model (dixit--model-file)))
    (unless (equal model (car dixit--analyzer))
      (setq dixit--analyzer nil)
      (unless (file-readable-p model)
        (signal 'dixit-error
                (list (format "The model %s cannot be read; see the option `dixit-model-file'"
                              (abbreviate-file-name model)))))
      (setq dixit--analyzer
            (cons model
                  (dixit--mod-open
                   (encode-coding-string model (or file-name-coding-system
                                                   default-file-name-coding-system
                                                   'utf-8)
                                         t)))))
    (cdr dixit--analyzer)))

;;;; Doctor

(defun dixit--output (program &rest arguments)
  "Return what PROGRAM with ARGUMENTS prints, trimmed; nil if it fails."
  (with-temp-buffer
    (when (eql 0 (ignore-errors
                   (apply #'call-process program nil t nil arguments)))
      (string-trim (buffer-string)))))

(defun dixit--doctor-build-tools ()
  "Return findings about what the build needs.
For their form see `dixit--doctor-findings'."
  (let* ((compiler (or (getenv "CC") "cc"))
         (compiler-says (dixit--output compiler "--version"))
         (pkg-config (dixit--output "pkg-config" "--version"))
         (make (dixit--make-program)))
    (list
     (list "GNU make" (and make t) (or make "not found"))
     (list "C compiler" (and compiler-says t)
           (if compiler-says
               (car (split-string compiler-says "\n"))
             (format "no `%s' that answers" compiler)))
     (let ((header (dixit--header)))
       (list "emacs-module.h" (and header t) (or header "not found")))
     (list "pkg-config" (and pkg-config t) (or pkg-config "not found"))
     (dixit--doctor-library "PCRE2" "libpcre2-8")
     (dixit--doctor-library "jansson" "jansson"))))

(defun dixit--header ()
  "Return the name of a readable emacs-module.h, or nil."
  (seq-find #'file-readable-p
            (list "/usr/include/emacs-module.h"
                  "/usr/local/include/emacs-module.h"
                  (expand-file-name "../include/emacs-module.h" invocation-directory)
                  (expand-file-name "../../../../include/emacs-module.h"
                                    data-directory)
                  (expand-file-name "src/emacs-module.h" source-directory))))

(defun dixit--doctor-library (name module)
  "Return the doctor's finding about the library NAME, MODULE to pkg-config."
  (let ((version (dixit--output "pkg-config" "--modversion" module)))
    (list name (and version t) (or version (format "pkg-config knows no %s" module)))))

(defun dixit--doctor-smoke ()
  "Return the doctor's finding about the analysis of one sentence."
  (condition-case err
      (let* ((analyzer (dixit-module-ensure))
             (start (float-time))
             (document (dixit--mod-analyze
                        analyzer "“The bridge is safe,” Maria Jansen said on Monday.")))
        (unwind-protect
            (let* ((took (* 1000 (- (float-time) start)))
                   (quotes (dixit--mod-quotes document))
                   (speaker (and (> (length quotes) 0) (aref (aref quotes 0) 6))))
              (list "Analysis" (and speaker t)
                    (if speaker
                        (format "one sentence in %.1f ms: %s" took speaker)
                      "finds no speaker in a sentence that has one")
                    "the model may be damaged: restore it, or say `make clean build'"))
          (dixit--mod-free document)))
    (error (list "Analysis" nil (if (eq (car err) 'dixit-error)
                                    (cadr err)
                                  (error-message-string err))))))

(defun dixit--doctor-findings (tools)
  "Return the doctor's findings, a list of (WHAT FINE SAID [MEND]).
TOOLS are those about what the build needs.
FINE is nil for what has to be mended, `unneeded' for what is missing but not
needed now."
  (let* ((disk (dixit--version-on-disk))
         (loaded (and (fboundp 'dixit--mod-version) (dixit--mod-version)))
         (built (equal disk dixit-module-version))
         (model (dixit--model-file)))
    (append
     (list
      (list "Emacs" (>= emacs-major-version 28)
            (format "%s (%s)" emacs-version system-configuration)
            "Dixit needs Emacs 28.1 or later")
      (list "Module support" (and module-file-suffix t)
            (if module-file-suffix (format "yes (%s)" module-file-suffix) "no")
            "use an Emacs that was configured --with-modules")
      (list "Package" (file-exists-p (expand-file-name "module/dixit.h" dixit--directory))
            (abbreviate-file-name dixit--directory)
            "the directory module/ is missing: install the whole package"))
     ;; What only the build needs is no fault once there is a module.
     (mapcar (lambda (finding)
               (if (and built (not (nth 1 finding)))
                   (list (car finding) 'unneeded (nth 2 finding))
                 finding))
             tools)
     (list
      (list "Module on disk" built
            (cond (built (format "%s, version %s"
                                 (abbreviate-file-name (dixit--module-file)) disk))
                  (disk (format "version %s, and %s is needed" disk dixit-module-version))
                  (t (format "%s is not built" (abbreviate-file-name (dixit--module-file)))))
            (cond ((not (file-writable-p (if (file-exists-p (dixit--build-directory))
                                             (dixit--build-directory)
                                           dixit--directory)))
                   "its directory cannot be written: set `dixit-module-directory'")
                  (noninteractive "say `make build' in the package's directory")
                  (t "say M-x dixit-module-build")))
      (cond ((null loaded)
             (list "Module in Emacs" 'unneeded "not loaded yet"))
            (t (list "Module in Emacs" (equal loaded dixit-module-version)
                     (format "version %s" loaded)
                     "restart Emacs: a loaded module cannot be replaced")))
      (list "Model" (file-readable-p model)
            (if (file-readable-p model)
                (format "%s, %s" (abbreviate-file-name model)
                        (file-size-human-readable
                         (file-attribute-size (file-attributes (file-truename model)))))
              (format "%s cannot be read" (abbreviate-file-name model)))
            "restore the file, or see the option `dixit-model-file'"))
     (when built
       (cons (dixit--doctor-smoke)
             (condition-case err
                 (dixit-rules-doctor)
               (error (list (list "Rules" nil (error-message-string err))))))))))

(defun dixit--doctor-report ()
  "Return the doctor's report as a string with faces."
  (let* ((tools (dixit--doctor-build-tools))
         (findings (dixit--doctor-findings tools))
         (broken (seq-remove (lambda (finding) (nth 1 finding)) findings)))
    (concat
     (propertize (format "Dixit %s: %s\n\n" dixit-module-version
                         (cond ((null broken) "all is well")
                               ((cdr broken)
                                (format "%d things to mend" (length broken)))
                               (t "one thing to mend")))
                 'face 'bold)
     (mapconcat
      (lambda (finding)
        (pcase-let ((`(,what ,fine ,said ,mend) finding))
          (concat (propertize (pcase fine ('nil "MEND ") ('unneeded "  -  ") (_ " ok  "))
                              'face (pcase fine ('nil 'error) ('unneeded 'shadow) (_ 'success)))
                  (format "%-16s %s\n" what said)
                  (when (and mend (not fine))
                    (format "%-21s → %s\n" "" mend)))))
      findings "")
     (when (seq-some (lambda (finding) (assoc (car finding) tools)) broken)
       (concat "\n" (dixit--mend))))))

;;;###autoload
(defun dixit-doctor ()
  "Report what Dixit needs, what is missing, and how to mend it.
In batch the report goes to standard output."
  (interactive)
  (let ((report (dixit--doctor-report)))
    (if noninteractive
        (princ (substring-no-properties report))
      (with-current-buffer (get-buffer-create "*dixit-doctor*")
        (let ((inhibit-read-only t))
          (erase-buffer)
          (insert report)
          (goto-char (point-min)))
        (special-mode)
        (setq-local revert-buffer-function (lambda (&rest _) (dixit-doctor)))
        (pop-to-buffer (current-buffer))))))

(provide 'dixit-module)
;;; dixit-module.el ends here
